import { bash } from './scripts/bash.js';
import { elvish } from './scripts/elvish.js';
import { fish } from './scripts/fish.js';
import { nushell } from './scripts/nushell.js';
import { powershell } from './scripts/powershell.js';
import { zsh } from './scripts/zsh.js';
import type { Shell } from './shells.js';

/** The script of each shell: it asks `hookline complete` what may stand at the cursor. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash, elvish, fish, powershell, zsh, nushell };

/** A command that puts the script where the shell finds it, or what to do with it. */
export const INSTALL: Readonly<Record<Shell, string>> = {
  bash: 'hookline generate bash > ~/.local/share/bash-completion/completions/hookline (needs bash-completion), or in ~/.bashrc: eval "$(hookline generate bash)"',
  elvish:
    'hookline generate elvish > ~/.config/elvish/lib/hookline-completion.elv, and in ~/.config/elvish/rc.elv: use hookline-completion',
  fish: 'hookline generate fish > ~/.config/fish/completions/hookline.fish',
  powershell: 'in $PROFILE: hookline generate powershell | Out-String | Invoke-Expression',
  zsh: 'hookline generate zsh > a folder of $fpath, as _hookline, or in ~/.zshrc behind compinit: eval "$(hookline generate zsh)"',
  nushell: 'hookline generate nushell | save -f ($nu.user-autoload-dirs | first | path join hookline.nu)',
};
