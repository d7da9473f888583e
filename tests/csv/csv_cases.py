#!/usr/bin/env python3
"""Rows of AgreesWithPython in csv_reader_test.cc: what Python's csv module reads from a text, in strict mode.

The texts are those on which RFC 4180 leaves no choice, so that both readers must agree.
"""
import csv
import io

TEXTS = [
    "a,b\n1,2\n",
    "a,b\n1,2",
    "a,b\r\n1,2\r\n",
    "a,b\r\n1,2\n3,4\r\n5,6",
    'a,b\n"1","2"\n',
    'a,b\n"x ""y"" z",""""\n',
    'a,b\n"","""\n"\n',
    'a,b\n"line 1\nline 2","line 1\r\nline 2"\r\n',
    'a,b\n"\n","\r"\n',
    'a,b\n",",";"\n',
    "a,b\n,\n",
    "a,b\n,x\nx,\n",
    "a,b\n x , y \n",
    "a,b\n\t,'\n",
    '"a","b"\n1,2\n',
    '"a,1","b ""2"""\n1,2\n',
    "a\n1\n2\n",
    'a\n""\nx\n',
    "a,b,c,d,e\n1,2,3,4,5\n",
    "客户,金额\n顺丰,12.50\n\"京东,物流\",\"\"\n",
    "a,b\n𝄞é,\"𝄞\"\"é\"\n",
    "a;b,c\n1;2,3\n",
    "a,b\n" + "".join('%d,"%s"\n' % (i, "x" * i + '""' * (i % 3)) for i in range(12)),
    "a,b\n",
]


def literal(text):
    out = ""
    for byte in text.encode():
        c = chr(byte)
        escapes = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
        out += escapes.get(c) or (c if " " <= c <= "~" else "\\%03o" % byte)
    return '"' + out + '"'


def main():
    for text in TEXTS:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        body = ", ".join("{" + ", ".join(literal(field) for field in row) + "}" for row in rows)
        print("{%s, {%s}}," % (literal(text), body))


if __name__ == "__main__":
    main()
