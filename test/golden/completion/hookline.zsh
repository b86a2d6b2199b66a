#compdef hookline
# zsh completion of hookline: printed by 'hookline generate zsh'
_hookline() {
  local -a answer closed open folders files
  local line mode word within expl
  integer ret=1
  answer=("${(@f)$(command hookline complete zsh -- "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
  mode=$answer[1]
  shift answer
  if [[ $mode == command\ * ]]; then
    shift ${mode#command } words
    (( CURRENT -= ${mode#command } ))
    _normal
    return
  fi
  # What stands before the last slash is on the line already, with its quotes and its ~.
  if [[ $mode == (files|folders) ]] && compset -P '*/'; then within=yes; fi
  for line in $answer; do
    word=${line%%$'\t'*}
    [[ -z $within ]] || word=${${word%/}:t}${(M)word%/}
    if [[ $line == *$'\t'* ]]; then
      line="${${word//\\/\\\\}//:/\\:}:${line#*$'\t'}"
      if [[ $word == *[/=] ]]; then open+=("$line"); else closed+=("$line"); fi
    elif [[ $word == */ ]]; then
      folders+=("${word%/}")
    else
      files+=("$word")
    fi
  done
  (( $#open )) && _describe -V hookline open -S '' && ret=0
  (( $#closed )) && _describe -V hookline closed && ret=0
  if (( $#files + $#folders )); then
    _description -V files expl file
    (( $#folders )) && compadd "$expl[@]" -f -qS / -a folders && ret=0
    if [[ $mode == words ]]; then
      compadd "$expl[@]" -a files && ret=0
    else
      compadd "$expl[@]" -f -a files && ret=0
    fi
  fi
  if (( ret )) && [[ $mode == files ]]; then _files && ret=0; fi
  return ret
}
if [[ $funcstack[1] == _hookline ]]; then _hookline "$@"; else compdef _hookline hookline; fi
