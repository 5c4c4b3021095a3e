"""Renders one document and ends. Run as a program: the order comes as JSON, the PDF goes to the standard output.

Typst keeps what it worked out for the next document: 150 MB for a brochure with 300 entries, for many documents long.
In a process of its own it goes with the process, and the server stays as small as it was.
"""

import json
import sys

import typst


def main() -> int:
    """0 with the PDF; 1 with typst's message on the standard error."""
    asked = json.load(sys.stdin)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=asked["fonts"])
    compiler = typst.Compiler(
        asked["template"], root=asked["root"], font_paths=fonts, sys_inputs={"content": asked["content"]}
    )
    try:
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=asked["standards"])
    except typst.TypstError as error:
        print(error, file=sys.stderr)
        return 1
    for warning in warnings:
        print(warning, file=sys.stderr)
    assert isinstance(pdf, bytes)
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
