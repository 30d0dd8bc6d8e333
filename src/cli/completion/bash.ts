import { allCommands, nameOf, shellWord, type CompletedCommand, type CompletedKey } from "./command-tree.ts";
import { lookUps } from "./tables.ts";

/** The completion of bash 3.2 and newer, which needs no package beside it. */
export function bashCompletion(program: CompletedCommand, keys: readonly CompletedKey[]): string {
  const words = allCommands(program).map(({ path, flags, inner }) => {
    const verbs = inner.map((command) => nameOf(command)).join(" ");
    const names = flags.flatMap((flag) => flag.names).join(" ");
    return `    ${shellWord(path)}) verbs=${shellWord(verbs)} flags=${shellWord(names)} ;;`;
  });
  return [
    lookUps(program, keys),
    "_rise_words() {",
    '  case "$1" in',
    ...words,
    "    *) verbs='' flags='' ;;",
    "  esac",
    "}",
    `_rise_keys=${shellWord(keys.map(({ key }) => `${key}=`).join(" "))}`,
    script,
  ].join("\n");
}

const script = `_rise() {
  local words=() word cur verb='' place=1 kind='' value verbs flags flag REPLY i glued=''
  COMPREPLY=()
  # bash cuts words at "=" and ":"; here they are whole again
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -z $word && \${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]]; then glued=''; fi
    if ((i > 0)) && [[ -n $glued || (-n $word && -z \${word//[=:]/}) ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    if [[ -n $word && -z \${word//[=:]/} ]]; then glued=1; else glued=''; fi
  done
  for ((i = 1; i < \${#words[@]} - 1; i++)); do
    word=\${words[i]}
    if [[ -n $kind ]]; then
      kind=''
      continue
    fi
    case "$word" in
      --*=*) ;;
      -*)
        _rise_kind "$verb" "$word"
        kind=$REPLY
        ;;
      *)
        _rise_words "$verb"
        if [[ " $verbs " == *" $word "* ]]; then verb=\${verb:+$verb }$word place=1; else place=$((place + 1)); fi
        ;;
    esac
  done
  cur=\${words[i]}
  value=$cur
  _rise_words "$verb"
  if [[ -n $kind ]]; then
    _rise_complete "$kind" ''
  elif [[ $cur == --*=* ]]; then
    flag=\${cur%%=*} value=\${cur#*=}
    _rise_kind "$verb" "$flag"
    _rise_complete "$REPLY" "$flag="
  elif [[ $cur == -* ]]; then
    _rise_complete "= $flags" ''
  else
    _rise_kind "$verb" "$place"
    if ((place == 1)) && [[ -n $verbs ]]; then _rise_complete "= $verbs" ''; fi
    if [[ -n $REPLY ]]; then _rise_complete "$REPLY" ''; elif [[ -z $verbs ]]; then _rise_complete "= $flags" ''; fi
  fi
}
_rise_complete() { # KIND PREFIX: the candidates for $value, which follows the prefix in its word
  local names=() name rest
  case "$1" in
    '= '*) _rise_read < <(compgen -W "\${1#= }" -- "$value") ;;
    key)
      if [[ $value == *=* ]]; then
        _rise_values "\${value%%=*}"
        _rise_read "\${value%%=*}=" < <(compgen -W "$REPLY" -- "\${value#*=}")
      else
        _rise_read < <(compgen -W "$_rise_keys" -- "$value")
        compopt -o nospace 2> /dev/null
      fi
      ;;
    folder) _rise_read < <(compgen -d -- "$value") ;;
    file) _rise_read < <(compgen -f -- "$value") ;;
    config) _rise_read < <(
      compgen -d -- "$value"
      compgen -f -X '!*.y*ml' -- "$value"
    ) ;;
    *) compopt +o default 2> /dev/null ;;
  esac
  case "$1" in folder | file | config) compopt -o filenames 2> /dev/null ;; esac
  # bash replaces what follows the last of the characters at which it cut the word
  rest=$cur
  [[ $COMP_WORDBREAKS == *=* ]] && rest=\${rest##*=}
  [[ $COMP_WORDBREAKS == *:* ]] && rest=\${rest##*:}
  for name in \${names[@]+"\${names[@]}"}; do
    name=$2$name
    COMPREPLY+=("\${name#"\${cur%"$rest"}"}")
  done
}
_rise_read() {
  local name
  while IFS= read -r name; do names+=("$1$name"); done
}
_rise_npx() { # npx rise-lm ...; what else npx runs is completed by file names
  case "\${COMP_WORDS[1]}" in
    rise-lm | rise)
      ((COMP_CWORD > 1)) || return
      COMP_WORDS=("\${COMP_WORDS[@]:1}")
      COMP_CWORD=$((COMP_CWORD - 1))
      _rise
      ;;
  esac
}
complete -o default -F _rise rise rise-lm
complete -p npx > /dev/null 2>&1 || complete -o default -F _rise_npx npx
`;
