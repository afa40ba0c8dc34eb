#!/usr/bin/env python3
# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""House rules that a compiler does not see: headers, sizes, words that may not be committed, blocking calls."""

import re

import style

MAX_FILE = 700
MAX_FUNCTION = 80

OWNER = "SPDX-FileCopyrightText: Frond contributors"
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
CODE = (".c", ".h", ".py", ".sh")

# What may block or sleep after all, by file and call (any: a whole file). Each says why.
ALLOWED = {
    ("app/cli/frond-cli-catalogue.c", "g_unlink"): "over a terminal: there is no window that would wait",
    ("app/cli/frond-cli-create.c", "g_file_test"): "over a terminal: there is no window that would wait",
    ("app/cli/frond-cli-screenshot.c", "any"): "over a terminal: there is no window that would wait",
    ("app/cli/frond-cli-unlock.c", "g_fopen"): "over a terminal: there is no window that would wait",
    ("app/cli/frond-search-index.c", "g_stat"): "a service without windows looks whether two files are new",
    ("app/core/frond-launch-file.c", "any"): "runs in a worker",
    ("app/display/frond-display-startup.c", "g_dir_open"): "one look at the devices before the first window",
    ("app/media/frond-catalogue-files.c", "any"): "runs in a worker",
    ("app/media/frond-catalogue-source.c", "any"): "runs in a worker",
    ("app/media/frond-import-archive.c", "any"): "called in a thread of its own",
    ("app/media/frond-import-place.c", "any"): "called in a thread of its own",
    ("app/media/frond-download-disk.c", "g_mkdir_with_parents"): "runs on a download's own thread",
    ("app/media/frond-download-signature.c", "g_file_get_contents"): "runs on a download's own thread",
    ("app/store/frond-store-connection.c", "any"): "runs on the store's own thread",
    ("app/store/frond-store-migration.c", "any"): "runs on the store's own thread",
    ("app/ui/frond-console-page.c", "vte_pty_new_foreign_sync"): "a few calls of the kernel on a terminal of our own",
    ("app/ui/frond-grid-entries.c", "g_mkdir_with_parents"): "runs in its worker",
    ("app/ui/frond-grid-entries.c", "g_file_set_contents_full"): "runs in its worker",
    ("app/ui/frond-grid-entries.c", "g_unlink"): "runs in its worker",
    ("app/ui/frond-platform.c", "g_file_get_contents"): "a few lines that Flatpak has bound into the sandbox",
    ("app/ui/frond-platform.c", "g_file_test"): "one look at a file of the sandbox's own, once a run",
    ("tests/media/server.py", "any"): "a slow server: it waits for nothing",
    ("tests/store/test-store-processes.c", "g_us" "leep"): "kills at random moments: it waits for nothing",
}

BLOCKING = re.compile(
    r"\b(\w+_sync"
    r"|g_file_(?:load_contents|load_bytes|replace_contents|query_info|query_exists|read|create|replace|append_to|"
    r"delete|trash|copy|move|make_directory|make_directory_with_parents|enumerate_children)"
    r"|g_file_[gs]et_contents(?:_full)?|g_file_test|g_mkdir(?:_with_parents)?|g_dir_open|g_spawn_sync|"
    r"g_f?open|g_stat|g_unlink|g_rename|g_spawn_command_line_sync) \("
)
SLEEP = re.compile(r"\b(?:g_usleep|usleep|sleep|nanosleep) ?\(|\btime\.sleep ?\(|^\s*sleep\s", re.MULTILINE)
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")
GOTO = re.compile(r"\bgoto\b")
# What the helper's law forbids everywhere below vmm-helper: a descriptor that is opened anew has other rights than the one
# that was checked; a shell, or an environment that nobody chose, runs what was not meant. In strings, too.
REOPENS = re.compile(r"/proc/(?:self|thread-self|%\w+)/fd\b|/dev/fd\b")
SHELL = re.compile(r"\b(?:g_spawn_command_line_\w+|g_shell_parse_argv|system|popen|wordexp|execl\w*|execvp\w*) ?\(")
WRITABLE = re.compile(r"access=[\"'](?:readwrite|write)[\"']")
MACHINE_PATH = re.compile(r"(?<![\w.$}~-])/(?:ro" r"ot|wo" r"rk|ho" r"me)/[\w.]{2}")
REGISTRY = re.compile(
    r"\b(?:(?:deb|ftp|security|snapshot|archive|packages)\.(?:debian|ubuntu)\.(?:org|com)"
    r"|registry\.(?:npmjs|yarnpkg)\.\w+|pypi\.org|pythonhosted\.org|crates\.io|proxy\.golang\.org)\b"
)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)


# Arguments are evaluated in any order: what is stolen for one is gone for the others.
STOLEN = re.compile(r"[^;{}]*g_steal_pointer \(&(\w+)\)[^;{}]*;")


def without_comments(text):
    return COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def found(path, text, pattern, what):
    return [f"{path}:{style.line_of(text, m.start())}: {what}: {m.group().strip()}" for m in pattern.finditer(text)]


def found_calls(path, text, pattern, what):
    if (str(path), "any") in ALLOWED:
        return []
    allowed = tuple(f": {call} (" for name, call in ALLOWED if name == str(path))
    return [line for line in found(path, text, pattern, what) if not line.endswith(allowed)]


def check_header(path, text):
    head = text.splitlines()[:5]
    first = next((i for i, line in enumerate(head) if OWNER in line), None)
    if first is None or first + 1 >= len(head) or LICENCE not in head[first + 1]:
        return [f"{path}: does not begin with the two SPDX lines"]
    return []


def check_functions(path, text):
    """Relies on the format: the braces of a function, and of nothing within it, are in the first column."""
    complaints = []
    start = None
    before = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line == "{" and before.rstrip().endswith(")"):
            start = number
        elif line.startswith("}") and start:
            if number - start - 1 > MAX_FUNCTION:
                complaints.append(f"{path}:{start}: a function of {number - start - 1} lines (at most {MAX_FUNCTION})")
            start = None
        if line.strip():
            before = line
    return complaints


def check_stolen(path, code):
    return [
        f"{path}:{style.line_of(code, match.end())}: stolen and used in one statement: {match.group(1)}"
        for match in STOLEN.finditer(code)
        if re.search(rf"\b{match.group(1)}->", match.group().split(")\n")[-1])  # without the condition before
    ]


def check_c(path, text):
    complaints = check_functions(path, text)
    code = without_comments(text)
    complaints += check_stolen(path, code)
    complaints += found(path, code, GOTO, "no jumps")
    if path.parts[0] == "app":
        complaints += found_calls(path, code, BLOCKING, "blocks the main thread")
    return complaints


def check_helper(path, text):
    if path.suffix == ".xml":
        return found(path, text, WRITABLE, "a property that callers write")
    if path.suffix not in (".c", ".h"):
        return []
    complaints = found_calls(path, without_comments(text), SHELL, "runs a shell, or looks for a program")
    words = re.sub(r"/\*.*?\*/", lambda match: re.sub(r"[^\n]", " ", match.group()), text, flags=re.DOTALL)
    # The names of our own pipes, for the program that gets them.
    if path.name == "vmm-luks-private.h":
        return complaints
    return complaints + found_calls(path, words, REOPENS, "opens a descriptor anew")


def check_text(path, text):
    complaints = found(path, text, UNFINISHED, "unfinished")
    if path.parts[0] == "vmm-helper":
        complaints += check_helper(path, text)
    complaints += found(path, text, MACHINE_PATH, "a path of one machine")
    complaints += found(path, text, REGISTRY, "a registry's host")
    if path.name.endswith(CODE):
        complaints += check_header(path, text)
    if path.suffix in (".c", ".h", ".py", ".sh") and text.count("\n") > MAX_FILE:
        complaints.append(f"{path}: {text.count(chr(10))} lines (at most {MAX_FILE})")
    if path.suffix in (".c", ".h"):
        complaints += check_c(path, text)
    if path.parts[0] == "tests" and path.suffix in (".c", ".h", ".py", ".sh"):
        code = without_comments(text) if path.suffix in (".c", ".h") else text
        complaints += found_calls(path, code, SLEEP, "sleeps")
    return complaints


def check(root):
    complaints = []
    for path in style.files(root):
        text = style.read(root, path)
        if text is not None and path.suffix != ".po" and path.name != "COPYING":
            complaints += check_text(path, text)
    return complaints


HEADER = f"/* {OWNER}\n * {LICENCE} */\n"
BODY = "void\nf (void)\n{{\n{}}}\n"
CASES = [
    ("clean", {"app/core/a.c": HEADER + BODY.format("  g ();\n" * MAX_FUNCTION)}, None),
    ("no header", {"app/core/a.c": "int a;\n"}, "SPDX"),
    ("other licence", {"app/core/a.c": HEADER.replace("GPL-3", "GPL-2")}, "SPDX"),
    ("script without header", {"tests/a.py": "#!/usr/bin/env python3\n"}, "SPDX"),
    ("reopened", {"vmm-helper/service/a.c": HEADER + 'char *p = "/proc/self/fd/%d";\n'}, "opens a descriptor anew"),
    ("reopened in words", {"vmm-helper/service/a.c": HEADER + "/* no /proc/self/fd */\n"}, None),
    ("reopened by the application", {"app/core/a.c": HEADER + 'char *p = "/proc/self/fd/%d";\n'}, None),
    ("shell", {"vmm-helper/images/a.c": HEADER + BODY.format("  system (line);\n")}, "a.c:6: runs a shell"),
    ("command line", {"vmm-helper/engines/a.c": HEADER + BODY.format("  g_spawn_command_line_async (line, NULL);\n")},
     "runs a shell"),
    ("looked for", {"vmm-helper/images/a.c": HEADER + BODY.format("  execvp (argv[0], argv);\n")}, "looks for a program"),
    ("bus_system", {"vmm-helper/service/a.c": HEADER + BODY.format("  on_system (x);\n")}, None),
    ("writable", {"vmm-helper/ipc/a.xml": '<property name="A" type="s" access="readwrite"/>\n'}, "callers write"),
    ("read", {"vmm-helper/ipc/a.xml": '<property name="A" type="s" access="read"/>\n'}, None),
    ("jump", {"app/core/a.c": HEADER + BODY.format("  goto out;\n")}, "a.c:6: no jumps"),
    ("jump in words", {"app/core/a.c": HEADER + "/* no goto */\n"}, None),
    ("stolen", {"app/a.c": HEADER + BODY.format("  f (a->b, g_steal_pointer (&a));\n")}, "stolen and used"),
    ("stolen after", {"app/a.c": HEADER + BODY.format("  if (a->b)\n    f (g_steal_pointer (&a));\n")}, None),
    ("stolen alone", {"app/a.c": HEADER + BODY.format("  f (b->c, g_steal_pointer (&a));\n")}, None),
    ("unfinished", {"README.md": "TO" + "DO\n"}, "unfinished"),
    ("blocking D-Bus", {"app/client/a.c": HEADER + BODY.format("  g_bus_get_sync (a);\n")}, "blocks the main"),
    ("blocking disk", {"app/ui/a.c": HEADER + BODY.format("  g_file_query_info (a);\n")}, "blocks the main"),
    ("not blocking", {"app/ui/a.c": HEADER + BODY.format("  g_file_query_info_async (a);\n")}, None),
    ("helper may block", {"vmm-helper/images/a.c": HEADER + BODY.format("  g_file_test (a);\n")}, None),
    ("allowed", {"app/ui/frond-platform.c": HEADER + BODY.format("  g_file_test (a);\n")}, None),
    ("another there", {"app/ui/frond-platform.c": HEADER + BODY.format("  g_stat (a);\n")}, "blocks the main"),
    ("long file", {"app/core/a.h": HEADER + "\n" * MAX_FILE}, "702 lines"),
    ("long function", {"app/core/a.c": HEADER + BODY.format("  g ();\n" * (MAX_FUNCTION + 1))}, "of 81 lines"),
    ("long table", {"app/core/a.c": HEADER + "int a[] =\n{\n" + "  1,\n" * 90 + "};\n"}, None),
    ("sleep in C", {"tests/a.c": HEADER + BODY.format("  g_us" "leep (1);\n")}, "sleeps"),
    ("sleep in Python", {"tests/a.py": f"# {OWNER}\n# {LICENCE}\ntime.sl" "eep(1)\n"}, "sleeps"),
    ("sleep in shell", {"tests/a.sh": f"# {OWNER}\n# {LICENCE}\nsleep" + " 1\n"}, "sleeps"),
    ("machine path", {"README.md": "see /ro" + "ot/.cache\n"}, "a path of one machine"),
    ("home path", {"README.md": "see /ho" + "me/ann/x\n"}, "a path of one machine"),
    ("path below a variable", {"a.md": "$T/ro" + "ot, tests/wo" + "rk\n"}, None),
    ("registry", {"dev": "curl https://deb." + "debian.org/x\n"}, "a registry's host"),
]

if __name__ == "__main__":
    style.main(check, CASES)
