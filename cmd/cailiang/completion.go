package main

import (
	"fmt"
	"strings"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" name:"外壳" help:"bash、zsh 或 fish。"`
}

// commands and their words, for completion; a test holds it equal to the parser.
var completions = map[string][]string{
	"":           {"suggest", "review", "clause", "search", "packs", "corpus", "eval", "schema", "completion", "version"},
	"suggest":    {"--json", "--markdown", "--party", "--as-of", "--what-if", "--no-presumptions"},
	"review":     {"--from", "--json"},
	"clause":     {},
	"search":     {"--in", "--limit", "--json", "--home"},
	"packs":      {"list", "show", "lint", "prove", "test", "diff", "new", "readings"},
	"corpus":     {"import", "list", "show", "learn", "coverage"},
	"eval":       {"digests", "prove", "clauses", "search", "cases", "review"},
	"schema":     {"case", "pack", "statute", "base", "benchmark", "suggestion"},
	"completion": {"bash", "zsh", "fish"},
	"version":    {},
}

// Run prints a completion script; install it as the shell's manual says.
func (c *completionCmd) Run(e *env) error {
	var cases strings.Builder
	for _, k := range completions[""] {
		fmt.Fprintf(&cases, "    %s) words=\"%s\" ;;\n", k, strings.Join(completions[k], " "))
	}
	switch c.Shell {
	case "fish":
		fmt.Fprintf(e.out, "complete -c cailiang -n __fish_use_subcommand -f -a '%s'\n", strings.Join(completions[""], " "))
		for _, k := range completions[""] {
			if w := completions[k]; len(w) > 0 {
				fmt.Fprintf(e.out, "complete -c cailiang -n '__fish_seen_subcommand_from %s' -a '%s'\n", k, strings.Join(w, " "))
			}
		}
		return nil
	case "zsh":
		fmt.Fprintln(e.out, "autoload -Uz bashcompinit && bashcompinit")
	}
	fmt.Fprintf(e.out, `_cailiang() {
  local words="%s" cur="${COMP_WORDS[COMP_CWORD]}"
  case "${COMP_WORDS[1]}" in
%s  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="%s"; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur") $(compgen -f -- "$cur"))
}
complete -o filenames -F _cailiang cailiang
`, strings.Join(completions[""], " "), cases.String(), strings.Join(completions[""], " "))
	return nil
}
