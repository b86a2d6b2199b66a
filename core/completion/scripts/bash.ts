/** `complete -F` for bash 4.4 or later; what bash-completion offers is used where it is loaded, and not needed. */
export const bash = `# bash completion of hookline: printed by 'hookline generate bash'
_hookline() {
  local -a answer
  COMPREPLY=()
  mapfile -t answer < <(
    COMP_LINE=\${COMP_LINE:0:COMP_POINT} COMP_TYPE=$COMP_TYPE COMP_WORDBREAKS=$COMP_WORDBREAKS COLUMNS=$COLUMNS \\
      command hookline complete bash -- "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null
  )
  case \${answer[0]-} in
    command\\ *)
      if declare -F _comp_command_offset >/dev/null; then
        _comp_command_offset "\${answer[0]#command }"
      elif declare -F _command_offset >/dev/null; then
        _command_offset "\${answer[0]#command }"
      else
        compopt -o default
      fi
      return
      ;;
    files)
      compopt -o filenames
      ((\${#answer[@]} > 1)) || compopt -o default
      ;;
    folders) compopt -o filenames ;;
  esac
  COMPREPLY=("\${answer[@]:1}")
  compopt -o nosort 2>/dev/null
  if ((\${#COMPREPLY[@]} == 1)) && [[ \${COMPREPLY[0]} == *[/=] ]]; then compopt -o nospace; fi
}
complete -F _hookline hookline
`;
