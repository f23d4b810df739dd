"""Run by `press` in a folder of its own: sets one document there and ends. Never imported."""

import resource
import sys
from datetime import datetime
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

MEMORY_BYTES = 3 * 1024**3
FILE_BYTES = 512 * 1024**2

if __name__ == "__main__":
    layout, moment, seconds = sys.argv[1:]
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(pylopdf_fonts_zh_cn.sans_path().parent)],
    )
    here = Path.cwd()
    compiler = typst.Compiler(
        str(here / layout),
        root=str(here),
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=str(here / "none"),
        package_cache_path=str(here / "none"),
    )
    set_pages = compiler.compile(format="pdf", timestamp=datetime.fromisoformat(moment), pdf_standards=["a-2b"])
    (here / "set.pdf").write_bytes(set_pages)
