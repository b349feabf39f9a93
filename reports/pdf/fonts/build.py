#!/usr/bin/python3
"""Cuts the embedded fonts out of the full ones that Debian 12 ships.

    apt-get install python3-fonttools fonts-noto-core fonts-dejavu-core \
        fonts-droid-fallback fonts-nanum
    ./build.py

Each file keeps the characters named below, without hinting and without layout
tables: reports/pdf shapes Arabic itself, and refuses what it cannot shape.
Large fonts are cut in parts, because a document loads only the parts it uses.
"""
from fontTools import subset

TRUETYPE = "/usr/share/fonts/truetype/"
NOTO = TRUETYPE + "noto/NotoSans%s.ttf"
DEJAVU = TRUETYPE + "dejavu/DejaVuSans.ttf"
DROID = TRUETYPE + "droid/DroidSansFallbackFull.ttf"
NANUM = TRUETYPE + "nanum/NanumGothic.ttf"

WESTERN = ("20-7E,A0-24F,250-2AF,2B0-36F,370-3FF,400-52F,1E00-1FFF,2000-206F,2070-209F,"
           "20A0-20BF,2100-214F,2190-2193,2212,2215,2260,2264,2265")
PARTS = [
    ("sans", NOTO % "-Regular", WESTERN),
    ("sans-bold", NOTO % "-Bold", WESTERN),
    ("arabic", DEJAVU, "600-6FF,FB50-FBFF,FE70-FEFF,2190-21FF,2200-22FF,25A0-25FF,2610-2612,2713-2718"),
    ("hebrew", NOTO % "Hebrew-Regular", "5BE,5D0-5F4,FB1D-FB4F"),
    ("armenian", NOTO % "Armenian-Regular", "530-58F"),
    ("georgian", NOTO % "Georgian-Regular", "10A0-10FF,1C90-1CBF"),
    ("ethiopic", NOTO % "Ethiopic-Regular", "1200-139F"),
    ("cherokee", NOTO % "Cherokee-Regular", "13A0-13FF,AB70-ABBF"),
    ("syllabics", NOTO % "CanadianAboriginal-Regular", "1400-167F"),
    ("kana", DROID, "2E80-33FF,F900-FAFF,FE30-FE4F,FF00-FFEF"),
    ("han-1", DROID, "4E00-637F"),
    ("han-2", DROID, "6380-787F"),
    ("han-3", DROID, "7880-8CFF"),
    ("han-4", DROID, "8D00-9FFF"),
    ("han-5", DROID, "3400-3FFF"),
    ("han-6", DROID, "4000-4DBF"),
    ("hangul-1", NANUM, "3130-318F,AC00-C2FF"),
    ("hangul-2", NANUM, "C300-D7A3"),
]

for name, source, unicodes in PARTS:
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 13, 14]  # copyright and licence travel along
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "DSIG", "kern", "MATH", "vhea", "vmtx", "FFTM", "gasp"]
    font = subset.load_font(source, options)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=subset.parse_unicodes(unicodes))
    cut.subset(font)
    title = "Civic Desk " + name  # a cut font may not bear the reserved name of its source
    for name_id, text in ((1, title), (2, "Regular"), (4, title), (6, title.replace(" ", ""))):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    subset.save_font(font, name + ".ttf", options)
