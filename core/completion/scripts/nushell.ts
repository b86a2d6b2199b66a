/** An external completer for Nushell 0.101 or later, which asks the one it finds about every other program. */
export const nushell = `# Nushell completion of hookline: printed by 'hookline generate nushell'
let hookline_other_completer = $env.config.completions?.external?.completer?
$env.config.completions.external.enable = true
$env.config.completions.external.completer = {|spans|
    if ($spans | first | str trim --left --char '^' | path basename) != 'hookline' {
        if $hookline_other_completer != null { do $hookline_other_completer $spans }
    } else {
        let answer = (try { (^hookline complete nushell -- ...$spans | complete).stdout | lines } catch { [] })
        let mode = (if ($answer | is-empty) { 'words' } else { $answer | first })
        let candidates = ($answer | skip 1)
        if ($mode | str starts-with 'command ') {
            let inner = ($spans | skip ($mode | str replace 'command ' '' | into int))
            if $hookline_other_completer != null { do $hookline_other_completer $inner }
        } else if $mode == 'files' and ($candidates | is-empty) {
            null
        } else {
            $candidates | each {|line|
                let parts = ($line | split row --number 2 (char tab))
                { value: ($parts | first), description: ($parts | skip 1 | str join) }
            }
        }
    }
}
`;
