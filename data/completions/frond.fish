# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of frond(1) for fish.

function __frond_machines
    frond list --names 2>/dev/null | string replace -r '^([^\t]*)\t(.*)$' '$2\t$1'
    # An id only where somebody has begun one.
    test -n (commandline -ct); and frond list --names 2>/dev/null
end

function __frond_systems
    frond catalogue 2>/dev/null | string match -r '^[a-z0-9.-]+(?= )'
end

set -l machine show start stop restart pause resume open screenshot console duplicate export delete
set -l json list show create start stop restart pause resume screenshot duplicate export import delete restore catalogue doctor

complete -c frond -n __fish_use_subcommand -l new -d 'Choose a disc image for a new machine'
complete -c frond -n __fish_use_subcommand -l version -d 'Show the version and exit'
complete -c frond -s h -l help -d 'Show the options'

complete -c frond -n __fish_use_subcommand -a list -d 'List the machines and what they do'
complete -c frond -n __fish_use_subcommand -a show -d 'Show one machine'
complete -c frond -n __fish_use_subcommand -a create -d 'Make a machine of a disc image or a system'
complete -c frond -n __fish_use_subcommand -a start -d 'Start a machine'
complete -c frond -n __fish_use_subcommand -a stop -d 'Shut a machine down, or force it off'
complete -c frond -n __fish_use_subcommand -a restart -d 'Shut a machine down and start it again'
complete -c frond -n __fish_use_subcommand -a pause -d 'Pause a machine'
complete -c frond -n __fish_use_subcommand -a resume -d 'Let a paused machine go on'
complete -c frond -n __fish_use_subcommand -a open -d 'Show the window of a machine'
complete -c frond -n __fish_use_subcommand -a screenshot -d 'Save a picture of a screen'
complete -c frond -n __fish_use_subcommand -a console -d 'Show the serial console of a machine'
complete -c frond -n __fish_use_subcommand -a duplicate -d 'Make another machine with the same disks'
complete -c frond -n __fish_use_subcommand -a export -d 'Write a whole machine to one file'
complete -c frond -n __fish_use_subcommand -a import -d 'Make a machine of an exported one'
complete -c frond -n __fish_use_subcommand -a delete -d 'Move a machine to the trash'
complete -c frond -n __fish_use_subcommand -a restore -d 'Bring a machine back from the trash'
complete -c frond -n __fish_use_subcommand -a catalogue -d 'List the systems of the catalogue'
complete -c frond -n __fish_use_subcommand -a doctor -d 'Look at what machines need of this computer'
complete -c frond -n __fish_use_subcommand -a help -d 'Show the commands, or the help of one'

complete -c frond -n "__fish_seen_subcommand_from $machine" -f -a '(__frond_machines)'
complete -c frond -n '__fish_seen_subcommand_from screenshot export import' -F
complete -c frond -n '__fish_seen_subcommand_from create' -a '(__frond_systems)'
complete -c frond -n '__fish_seen_subcommand_from list restore catalogue doctor help' -f
complete -c frond -n '__fish_seen_subcommand_from help' -a "$machine list create import restore catalogue doctor help"
complete -c frond -n "__fish_seen_subcommand_from $json" -l json -d 'Print for programs, as JSON'
complete -c frond -n '__fish_seen_subcommand_from list' -l names -d 'Print only ids and names'
complete -c frond -n '__fish_seen_subcommand_from create import duplicate' -x -l name -d 'Call the machine so'
complete -c frond -n '__fish_seen_subcommand_from create import' -x -l memory -d 'Give it so much memory'
complete -c frond -n '__fish_seen_subcommand_from create import' -x -l cpus -d 'Give it so many processors'
complete -c frond -n '__fish_seen_subcommand_from create' -x -l disk -d 'Give it a disk of that size'
complete -c frond -n '__fish_seen_subcommand_from create' -x -l desktop -a 'gnome kde xfce none' -d 'Give it a desktop'
complete -c frond -n '__fish_seen_subcommand_from create import' -x -l place -a 'session system' -d 'Whose machine it is'
complete -c frond -n '__fish_seen_subcommand_from create import' -l start -d 'Start it'
complete -c frond -n '__fish_seen_subcommand_from open' -l start -d 'Start the machine, too'
complete -c frond -n '__fish_seen_subcommand_from start' -l wait -d 'Wait until the machine is off again'
complete -c frond -n '__fish_seen_subcommand_from start' -r -F -l passphrase-file -d 'Read the passphrase of a disk'
complete -c frond -n '__fish_seen_subcommand_from stop' -l wait -d 'Wait until the machine is off'
complete -c frond -n '__fish_seen_subcommand_from stop restart delete' -l force -d 'What is not saved inside is lost'
complete -c frond -n '__fish_seen_subcommand_from stop restart' -x -l timeout -d 'How many seconds to wait'
complete -c frond -n '__fish_seen_subcommand_from screenshot export' -l replace -d 'Write over a file that is there'
complete -c frond -n '__fish_seen_subcommand_from delete' -l permanently -d 'For good'
complete -c frond -n '__fish_seen_subcommand_from delete' -l yes -d 'Do not ask'
complete -c frond -n '__fish_seen_subcommand_from catalogue' -l all -d 'Also what libosinfo knows besides'
