/** For PowerShell 7. It drops empty arguments before 7.3, hence the letter before every word. */
export const powershell = `# PowerShell completion of hookline: printed by 'hookline generate powershell'
Register-ArgumentCompleter -Native -CommandName hookline -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $elements = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition })
    $words = @($elements | ForEach-Object {
        $text = $_.Extent.Text
        $text.Substring(0, [Math]::Min($text.Length, $cursorPosition - $_.Extent.StartOffset))
    })
    # Behind a space a new word begins.
    if ($elements[-1].Extent.EndOffset -lt $cursorPosition) { $words += '' }
    $answer = @()
    try { $answer = @(& (Get-Command hookline -CommandType Application, ExternalScript -ErrorAction Stop)[0] complete powershell @($words | ForEach-Object { ".$_" }) 2>$null) } catch { }
    $mode = "$($answer | Select-Object -First 1)"
    $candidates = @($answer | Select-Object -Skip 1)
    if ($mode -like 'command *') {
        $first = [int]$mode.Substring(8)
        $start = if ($first -lt $elements.Count) { $elements[$first].Extent.StartOffset } else { $cursorPosition }
        $offset = $start - $commandAst.Extent.StartOffset
        $text = $commandAst.Extent.Text.Substring($offset).PadRight($cursorPosition - $start)
        return (TabExpansion2 -inputScript $text -cursorColumn ($cursorPosition - $start)).CompletionMatches
    }
    if ($candidates.Count -eq 0) {
        # Nothing lets PowerShell complete files, an empty string does not.
        if ($mode -ne 'files') { '' }
        return
    }
    foreach ($line in $candidates) {
        $word, $about = $line.Split("\`t", 2)
        if (-not $about) { $about = $word }
        [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
    }
}
`;
