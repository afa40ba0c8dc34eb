#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words for people are well made: whole sentences, explained to translators, and alike in form in every language.

That a language is complete and its formats can be printed is what check-po.py is for.
"""

import collections
import pathlib
import re
import subprocess
import tempfile

import style

# The quotation marks of GNOME's own translations.
QUOTES = {
    "ar": "«»",
    "de": "„“",
    "es": "«»",
    "fr": "«»",
    "it": "“”",
    "ja": "「」",
    "pt_BR": "“”",
    "zh_CN": "“”",
}
ALL_QUOTES = set("".join(QUOTES.values())) | set("\"'")
# Around a string; a terminal wants lines that end.
BLANKS = " \t\u00a0\u202f"
# Where letters are no keys: the mnemonic is a Latin letter behind the words.
LETTERS_BEHIND = ("ja", "zh_CN")

EXTRACT = ("xgettext", "--from-code=UTF-8", "--add-comments=Translators", "--no-wrap", "--files-from=po/POTFILES.in")
KEYWORDS = ("_", "N_", "C_:1c,2", "NC_:1c,2", "g_dngettext:2,3")

STRING = r'"(?:[^"\\]|\\.)*"'
FIELD = re.compile(rf"^(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d\])? ({STRING}(?:\n{STRING})*)", re.MULTILINE)
FORMAT = re.compile(r"%(?:\d+\$)?[-0 +#]*\d*(?:\.\d+)?(?:hh|h|ll|l|z)?([diouxXeEfgGcs])")
# The one underscore of a label, but that of “_” and of FROND_ACCEL.
MNEMONIC = re.compile(r"^[^_]*(?<![“„«「])_(?!(?<=[A-Z]_)[A-Z])([%\w])[^_]*$")
WORDS = re.compile(r"\b(?:_|N_|C_|NC_|ngettext|gettext|g_dpgettext2) \(")
JOINS = re.compile(r"\b(?:g_strconcat|g_strjoin|strcat|g_string_(?:ap|pre)pend\w*|g_string_insert\w*) \(")
PRINTS = re.compile(rf"\b\w*printf\w* \((?:[^\";]*?, )?(?P<format>{STRING}(?:\s+{STRING})*)")
ADDITION = re.compile(rf"(\belse\b[^;{{}}]*)?\bg_menu_append(?:_submenu|_section)? \((\w+), _ \(({STRING})\)")
FUNCTION = re.compile(r"^\{.*?^\}", re.MULTILINE | re.DOTALL)

Entry = collections.namedtuple("Entry", "line comments context singular plural translations")


def unquote(lines):
    text = "".join(line[1:-1] for line in lines.splitlines())
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text)


def entries_of(text):
    position = 0
    for block in text.split("\n\n"):
        line = style.line_of(text, position)
        position += len(block) + 2
        comments = [part for part in block.splitlines() if part.startswith("#")]
        if any(part.startswith(("#~", "#, fuzzy")) for part in comments):
            continue
        found = collections.defaultdict(list)
        for field, lines in FIELD.findall(block):
            found[field].append(unquote(lines))
        if found["msgid"] and found["msgid"][0]:
            single = {field: (found[field] or [None])[0] for field in ("msgctxt", "msgid", "msgid_plural")}
            yield Entry(line, comments, *single.values(), found["msgstr"])


def placeholders(text):
    return sorted(FORMAT.findall(text.replace("%%", "")))


def lacks_placeholder(entry, translation):
    """A plural form may leave the number out: “one machine”."""
    wanted, got = placeholders(entry.plural or entry.singular), placeholders(translation)
    return got != wanted and not (entry.plural and len(wanted) == 1 and not got)


def complaints_about_translation(language, entry, translation):
    source = entry.singular
    opening, closing = QUOTES.get(language, "“”")
    quotes = source.count("“")
    if lacks_placeholder(entry, translation):
        yield "its placeholders are others"
    # The code puts a name there without printf, which would not know what “%1$s” is.
    if placeholders(source) == ["s"] and "$" in translation:
        yield "a single %s must not have a number"
    if source.endswith("…") != translation.endswith("…") or "..." in translation:
        yield "its ellipsis differs"
    if translation != translation.strip(BLANKS):
        yield "begins or ends with a space"
    if translation.count(opening) < quotes or translation.count(closing) < quotes:
        yield f"lacks its quotation marks, {opening}{closing}"
    if strange := sorted((ALL_QUOTES - {opening, closing}) & set(translation)):
        yield f"has the quotation marks of another language, {''.join(strange)}"
    if language == "fr" and re.search(r"«(?![\u00a0\u202f])|(?<![\u00a0\u202f])»", translation):
        yield "a quotation mark without its no-break space"
    mnemonic = MNEMONIC.search(source)
    if language in LETTERS_BEHIND and mnemonic and mnemonic[1] != "%" and not re.search(r"\(_[A-Z]\)…?$", translation):
        yield "its mnemonic is not behind the words, as in “(_O)”"


def check_language(root, path):
    for entry in entries_of(style.read(root, path)):
        for translation in filter(None, entry.translations):
            for complaint in complaints_about_translation(path.stem, entry, translation):
                yield f"{path}:{entry.line}: “{translation}”: {complaint}"


def check_english(root):
    """The strings themselves, with the comments that translators will see."""
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    done = subprocess.run(
        [*EXTRACT, *keywords, "-o", "-"], cwd=root, capture_output=True, text=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    for entry in entries_of(done.stdout):
        text = f"{entry.singular} {entry.plural or ''}".strip()
        explained = any(comment.startswith("#. ") for comment in entry.comments)
        name = f"“{entry.singular}”"
        if entry.singular != entry.singular.strip(BLANKS):
            yield f"{name}: begins or ends with a space: build no sentence from pieces"
        if "..." in text:
            yield f"{name}: write … and not three dots"
        if set("\"'") & set(text):
            yield f"{name}: write ’ and “”"
        if re.search(r"\bplease\b", text, re.IGNORECASE):
            yield f"{name}: say what to do, without a “please”"
        if "s" in placeholders(entry.singular) and not explained:
            yield f"{name}: say in a “Translators:” comment, right before it, what %s is"


def call_at(text, start):
    """The call that begins at START, to its closing parenthesis; what is inside of strings is not looked at."""
    depth = 0
    for token in re.finditer(rf"{STRING}|'(?:[^'\\]|\\.)'|[()]", text[start:]):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0 and token[0] == ")":
            return text[start : start + token.end()]
    return text[start:]


def is_sentence(literals):
    """Whether a format that is not translated sets words beside a placeholder, or two placeholders beside each other."""
    # What has a width is a column of a table.
    form = FORMAT.sub("\0", re.sub(r"%-?\d+s", "", unquote("\n".join(re.findall(STRING, literals))).replace("%%", "")))
    return "\0" in form and bool(re.search(r"[^\W\d_]|\0[ ,.;]*\0", form))


def check_source(path, text):
    for match in JOINS.finditer(text):
        call = call_at(text, match.start())
        if WORDS.search(call) and "_printf" not in match[0]:
            yield f"{path}:{style.line_of(text, match.start())}: joins words: translate the sentence as a whole"
    for match in PRINTS.finditer(text):
        if is_sentence(match["format"]) and WORDS.search(call_at(text, match.start())):
            yield f"{path}:{style.line_of(text, match.start())}: builds a sentence: translate its format"


def sections(root):
    """The labels that a person sees together in a menu."""
    for path in style.files(root, ".c", under="app"):
        text = style.read(root, path)
        for function in FUNCTION.finditer(text):
            labels = collections.defaultdict(list)
            for otherwise, menu, label in ADDITION.findall(function[0]):
                # What stands in place of the item before it is not seen with it.
                if not otherwise:
                    labels[menu].append(unquote(label))
            for menu, found in labels.items():
                yield f"{path}:{style.line_of(text, function.start())}: {menu}", found
    for path in style.files(root, ".ui", under="app"):
        text = style.read(root, path)
        for section in re.finditer(r"<section>((?:(?!<section>).)*?)</section>", text, re.DOTALL):
            found = re.findall(r'<attribute name="label"[^>]*>([^<]*)<', section[1])
            yield f"{path}:{style.line_of(text, section.start())}", found


def check_mnemonics(root):
    languages = {"en": {}}
    for path in style.files(root, ".po"):
        languages[path.stem] = {e.singular: e.translations[0] for e in entries_of(style.read(root, path)) if not e.plural}
    for place, labels in sections(root):
        for language, words in languages.items():
            letters = [found[1].lower() for label in set(labels) if (found := MNEMONIC.search(words.get(label, label)))]
            if twice := [letter for letter, count in collections.Counter(letters).items() if count > 1]:
                yield f"{place}: in {language}, more than one item has the mnemonic {' and '.join(sorted(twice))}"


def check(root):
    complaints = [*check_english(root), *check_mnemonics(root)]
    for path in style.files(root, ".po"):
        complaints += check_language(root, path)
    for path in style.files(root, ".c", under="app"):
        complaints += check_source(path, style.read(root, path))
    return complaints


def source(line, comment=""):
    return {"app/ui/a.c": f"{comment}void\nf (void)\n{{\n  {line}\n}}\n", "po/POTFILES.in": "app/ui/a.c\n"}


def translated(singular, translation, language="fr"):
    return {**source(""), f"po/{language}.po": f'msgid "{singular}"\nmsgstr "{translation}"\n'}


MENU = 'g_menu_append (m, _ ("_Open"), "a"); g_menu_append (m, _ ("{}"), "b");'

CASES = [
    ("good", translated("“%s” is _off…", "«\u00a0%s\u00a0» est é_teint…"), None),
    ("another placeholder", translated("%s of %u", "%u de %u"), "placeholders"),
    ("a placeholder of another order", translated("%s of %u", "%2$u de %1$s"), None),
    ("a number where none may be", translated("%s is off", "%1$s est éteint"), "must not have a number"),
    (
        "a plural without its number",
        {**source(""), "po/fr.po": 'msgid "%u disk"\nmsgid_plural "%u disks"\nmsgstr[0] "un"\nmsgstr[1] "%u"\n'},
        None,
    ),
    ("no ellipsis", translated("Open…", "Ouvrir"), "ellipsis"),
    ("three dots", translated("Open…", "Ouvrir..."), "ellipsis"),
    ("a space", translated("Open", "Ouvrir "), "with a space"),
    ("no quotation marks", translated("“%s”", "%s"), "lacks its quotation marks"),
    ("marks of another language", translated("“%s”", "„«%s»", "es"), "of another language"),
    ("a French mark without its space", translated("“%s”", "« %s »"), "no-break"),
    ("a Japanese mnemonic", translated("_Open…", "開く(_O)…", "ja"), None),
    ("a Japanese mnemonic that is none", translated("_Open…", "_開く…", "ja"), "behind the words"),
    ("English of dots", source('g (_ ("Open..."));'), "write …"),
    ("English in typewriter’s marks", source('g (_ ("Don\'t"));'), "write ’"),
    ("English that begs", source('g (_ ("Please wait"));'), "without a “please”"),
    ("English in pieces", source('g (_ ("Open "));'), "from pieces"),
    ("a bare %s", source('g (_ ("Open %s"));'), "what %s is"),
    ("an explained %s", source('/* Translators: %s is a file */\n  g (_ ("Open %s"));'), None),
    ("a join", source('g_strconcat (_ ("Open"), name, NULL);'), "joins words"),
    ("a join of names", source('g_strconcat ("open-", name, NULL); g (_ ("Open"));'), None),
    ("a sentence that is built", source('g_strdup_printf ("%s %s", _ ("Open"), name);'), "builds a sentence"),
    ("a table", source('g_strdup_printf ("%-9s %s", name, _ ("Open"));'), None),
    ("lines one below the other", source('g_strdup_printf ("%s\\n%s", _ ("Open"), name);'), None),
    ("a menu", source(MENU.format("_Close")), None),
    ("a menu with one item or the other", source(MENU.format("Cl_ose").replace("; g_menu", "; else g_menu")), None),
    ("a menu with a mnemonic twice", source(MENU.format("Cl_ose")), "mnemonic o"),
]

if __name__ == "__main__":
    style.main(check, CASES)
