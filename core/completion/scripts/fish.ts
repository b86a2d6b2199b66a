/** For fish 3.4 or later. */
export const fish = `# fish completion of hookline: printed by 'hookline generate fish'
function __hookline_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l answer (command hookline complete fish -- $before "$current" 2>/dev/null)
    switch "$answer[1]"
        case 'command *'
            set -l first (math (string replace 'command ' '' -- $answer[1]) + 1)
            set -l inner (string escape -- $before[$first..-1])
            complete -C (string join ' ' -- $inner "$current")
        case files
            if set -q answer[2]
                printf '%s\\n' $answer[2..-1]
            else
                __fish_complete_path "$current"
            end
        case '*'
            set -q answer[2]; and printf '%s\\n' $answer[2..-1]
    end
end
complete -c hookline -e
complete -c hookline -f -k -a '(__hookline_complete)'
`;
