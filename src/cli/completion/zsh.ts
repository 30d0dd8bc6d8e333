import { allCommands, nameOf, shellWord, type CompletedCommand, type CompletedKey } from "./command-tree.ts";
import { lookUps } from "./tables.ts";

/** The completion of zsh, with what each name is for. */
export function zshCompletion(program: CompletedCommand, keys: readonly CompletedKey[]): string {
  const words = allCommands(program).map(({ path, flags, inner }) => {
    const verbs = inner.map((command) => described(nameOf(command), command.description));
    const names = flags.flatMap((flag) => flag.names.map((name) => described(name, flag.description)));
    return `    ${shellWord(path)}) verbs=(${verbs.join(" ")}) flags=(${names.join(" ")}) ;;`;
  });
  return [
    "#compdef rise rise-lm",
    lookUps(program, keys),
    "_rise_words() {",
    '  case "$1" in',
    ...words,
    "    *) verbs=() flags=() ;;",
    "  esac",
    "}",
    `_rise_keys=(${keys.map(({ key }) => shellWord(`${key}=`)).join(" ")})`,
    script,
  ].join("\n");
}

/** A name and its description as `_describe` takes them. */
const described = (name: string, text: string): string => shellWord(`${name}:${text.replaceAll("\n", " ")}`);

const script = `_rise() {
  local verb= kind= word REPLY
  integer place=1
  local -a verbs flags
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ -n $kind ]]; then
      kind=
      continue
    fi
    case $word in
      (--*=*) ;;
      (-*)
        _rise_kind "$verb" "$word"
        kind=$REPLY
        ;;
      (*)
        _rise_words "$verb"
        if (( \${verbs[(I)$word:*]} )); then verb=\${verb:+$verb }$word place=1; else (( place += 1 )); fi
        ;;
    esac
  done
  _rise_words "$verb"
  if [[ -n $kind ]]; then
    _rise_complete "$kind"
  elif [[ $PREFIX == --*=* ]]; then
    _rise_kind "$verb" "\${PREFIX%%=*}"
    compset -P 1 '*='
    _rise_complete "$REPLY"
  elif [[ $PREFIX == -* ]]; then
    _describe -o flag flags
  else
    _rise_kind "$verb" "$place"
    (( place == 1 && $#verbs )) && _describe command verbs
    if [[ -n $REPLY ]]; then _rise_complete "$REPLY"; elif (( ! $#verbs )); then _describe -o flag flags; fi
  fi
}
_rise_complete() {
  case $1 in
    ('= '*) compadd -- \${=1#= } ;;
    (key)
      if compset -P 1 '*='; then
        _rise_values "\${\${IPREFIX%=}##*=}"
        compadd -- \${=REPLY}
      else
        compadd -S '' -- $_rise_keys
      fi
      ;;
    (folder) _files -/ ;;
    (file) _files ;;
    (config) _files -g '*.(yaml|yml)' ;;
  esac
}
_rise_npx() { # npx rise-lm ...; what else npx runs is completed by file names
  if [[ \${words[2]} == (rise-lm|rise) ]] && (( CURRENT > 2 )); then
    shift words
    (( CURRENT -= 1 ))
    _rise
  else
    _files
  fi
}
if [[ \${funcstack[1]} == _rise ]]; then
  _rise "$@"
else
  compdef _rise rise rise-lm
  (( \${+_comps[npx]} )) || compdef _rise_npx npx
fi
`;
