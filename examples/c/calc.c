/* One rule without a ledger: what a basis of 1050.00 earns at 2 % up to 800 and 3 % above. */
#include <stdio.h>
#include <string.h>

#include "keyhaul.h"

int main(void) {
  const char* request =
      "{\"calc\": \"schedule\", \"currency\": \"EUR\", \"basis\": \"1050.00\","
      " \"schedule\": {\"accumulation\": \"marginal\","
      "  \"brackets\": [{\"from\": 0, \"rate\": \"2%\"}, {\"from\": 800, \"rate\": \"3%\"}]}}";
  keyhaul_text* answer = NULL;
  keyhaul_error* error = NULL;
  int32_t code = keyhaul_calc(request, strlen(request), &answer, &error);
  if (code == KEYHAUL_OK)
    puts(keyhaul_text_data(answer));
  else
    fprintf(stderr, "%s\n", keyhaul_error_text(error));
  keyhaul_text_free(answer);
  keyhaul_error_free(error);
  return code == KEYHAUL_OK ? 0 : 1;
}
