/* A host in C: prints the version of the library that it was linked to. */
#include <keyhaul.h>
#include <stdio.h>

int main(void) { return puts(keyhaul_version_text()) < 0; }
