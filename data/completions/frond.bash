# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of frond(1) for bash.

# Candidates that begin with what was typed, each as one word of the shell whatever is in it.
_frond_add()
{
    local candidate quoted typed=$1
    shift
    for candidate; do
        case $typed in
        [\"\']*) [[ $candidate == "${typed:1}"* ]] && COMPREPLY+=("$candidate") ;;
        *)
            printf -v quoted %q "$candidate"
            [[ $quoted == "$typed"* ]] && COMPREPLY+=("$quoted")
            ;;
        esac
    done
}

_frond_machines()
{
    local id name ids=() names=()
    while IFS=$'\t' read -r id name; do
        ids+=("$id")
        names+=("$name")
    done < <(frond list --names 2>/dev/null)
    _frond_add "$1" "${names[@]}"
    # An id only where somebody has begun one.
    [ -z "$1" ] || _frond_add "$1" "${ids[@]}"
}

# Ids have nothing in them that a shell would take for its own.
_frond_systems()
{
    local id rest
    frond catalogue 2>/dev/null | while read -r id rest; do
        case $id in
        *[!a-z0-9.-]* | '') ;;
        *) printf '%s\n' "$id" ;;
        esac
    done
}

_frond()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} options=
    local commands='list show create start stop restart pause resume open screenshot console duplicate export import delete restore catalogue doctor help'
    COMPREPLY=()

    if [ "$COMP_CWORD" -eq 1 ]; then
        case $cur in
        -*) mapfile -t COMPREPLY < <(compgen -W '--new --version --help' -- "$cur") ;;
        *)
            mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
            [ ${#COMPREPLY[@]} -gt 0 ] || compopt -o default 2>/dev/null
            ;;
        esac
        return
    fi

    case $prev in
    --name | --memory | --cpus | --disk | --timeout) return ;;
    --place) mapfile -t COMPREPLY < <(compgen -W 'session system' -- "$cur"); return ;;
    --desktop) mapfile -t COMPREPLY < <(compgen -W 'gnome kde xfce none' -- "$cur"); return ;;
    --passphrase-file) compopt -o default 2>/dev/null; return ;;
    esac

    case ${COMP_WORDS[1]} in
    list) options='--json --names' ;;
    show | pause | resume | restore | doctor) options='--json' ;;
    create) options='--name --memory --cpus --disk --desktop --place --start --json' ;;
    start) options='--wait --passphrase-file --json' ;;
    stop) options='--force --wait --timeout --json' ;;
    restart) options='--force --timeout --json' ;;
    open) options='--start' ;;
    duplicate) options='--name --json' ;;
    screenshot | export) options='--replace --json' ;;
    import) options='--name --memory --cpus --place --start --json' ;;
    delete) options='--permanently --yes --force --json' ;;
    catalogue) options='--all --json' ;;
    esac
    case $cur in
    -*) mapfile -t COMPREPLY < <(compgen -W "$options --help" -- "$cur"); return ;;
    esac

    case ${COMP_WORDS[1]} in
    show | start | stop | restart | pause | resume | open | console | duplicate | delete) _frond_machines "$cur" ;;
    restore | catalogue) ;;
    screenshot | export)
        _frond_machines "$cur"
        [ ${#COMPREPLY[@]} -gt 0 ] || compopt -o default 2>/dev/null
        ;;
    help) mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur") ;;
    create)
        _frond_add "$cur" $(_frond_systems)
        compopt -o default 2>/dev/null
        ;;
    import) compopt -o default 2>/dev/null ;;
    *) [[ " $commands " == *" ${COMP_WORDS[1]} "* ]] || compopt -o default 2>/dev/null ;;
    esac
}

complete -F _frond frond
