/** For elvish 0.18 or later. */
export const elvish = `# elvish completion of hookline: printed by 'hookline generate elvish'
use str
set edit:completion:arg-completer[hookline] = {|@words|
  var answer = []
  try { set answer = [(e:hookline complete elvish -- $@words 2>/dev/null | from-lines)] } catch { }
  var mode = words
  if (> (count $answer) 0) { set mode = $answer[0] }
  if (str:has-prefix $mode 'command ') {
    # It completes the words behind its first one as a command line of their own.
    edit:complete-sudo sudo (all $words[(str:trim-prefix $mode 'command ')..])
  } elif (and (eq $mode files) (== (count $answer) 1)) {
    edit:complete-filename $@words
  } elif (> (count $answer) 1) {
    for line $answer[1..] {
      var word about = (str:split &max=2 "\\t" $line"\\t")
      set about = (str:trim-right $about "\\t")
      var space = ' '
      if (or (str:has-suffix $word /) (str:has-suffix $word =)) { set space = '' }
      if (eq $about '') {
        edit:complex-candidate $word &code-suffix=$space
      } else {
        edit:complex-candidate $word &code-suffix=$space &display=$word'  ('$about')'
      }
    }
  }
}
`;
