/** What the templates in `templateFeatures` are given. */
export const featureVariables = {
  messages: [
    { role: "user", content: " a\nb " },
    { role: "assistant", content: "x", tool_calls: null },
  ],
  x: { y: "é<", z: [1, 2.5, true, null] },
  list: [3, 1, 2],
  text: "a-b-c",
  none_given: null,
  number: 3,
  add_generation_prompt: true,
  bos_token: "<s>",
};

/** Small templates, one for each thing that chat templates do. */
export const templateFeatures: readonly string[] = [
  // text
  "{{ text.split('-')[0] }}{{ text.split('-', 1) | join('|') }}{{ text.split('-')[-1] }}",
  "{{ text.replace('-', '+') }}{{ text.replace('-', '+', 1) }}{{ text | replace('-', '') }}",
  "{{ text.upper() }} {{ text.title() }} {{ text.capitalize() }} {{ text.lower() | upper }}",
  "{{ text[0] }} {{ text[-1] }} {{ text[1:] }} {{ text[::-1] }} {{ text | length }}",
  "{{ ' ab '.strip('a ') }}|{{ '\\n x\\n'.lstrip('\\n') }}|{{ 'x \\n'.rstrip('\\n') }}|{{ '\\ufeffx\\u0085'.strip() }}|{{ ' x ' | trim }}|",
  "{{ messages[0].content | trim }}|{{ messages[0]['content'].strip() }}|",
  "{{ text.endswith('c') and 'yes' }}{{ 'no' if not text.startswith(('x', 'b')) }}",
  "{{ 'a' ~ 1 }}{{ number | string + 'a' }}{{ '3' | int + 1 }}{{ bos_token + text }}",
  "{{ text | indent }}{{ 'a\\nb' | indent(2) }}{{ 'a\\nb' | indent(2, true) }}",
  "{{ \"it's\" }} {{ 'say \"x\"' }} {{ 'é' }} {{ '\\u00e9' }} {{ '\\t|' }}",
  // data
  "{{ x | tojson }}{{ x | tojson(indent=2) }}{{ list | tojson }}{{ text | tojson }}{{ none_given | tojson }}",
  "{{ list | sort | join(',') }}{{ list | first }}{{ list | last }}{{ list | reverse | join }}{{ list | unique | join }}",
  "{{ messages | map(attribute='role') | join(',') }}{{ messages | selectattr('role', 'equalto', 'user') | list | length }}",
  "{{ messages | rejectattr('role', 'equalto', 'user') | list | length }}{{ messages | selectattr('tool_calls', 'defined') | list | length }}",
  "{% for k, v in x.items() %}{{ k }};{% endfor %}{% for k in x %}{{ k }};{% endfor %}{{ x.get('q', 'd') }}{{ x.q }}|",
  "{{ messages[-1].role }}{{ messages[1:][0].role }}{{ messages[:1] | length }}{{ messages[::-1][0].role }}",
  "{{ number // 2 }}{{ number % 2 }}{{ number / 2 }}{{ -number }}{{ number * 2 + 1 }}",
  // tests
  "{{ 'a' if none_given is none }}{{ 'b' if missing is defined else 'c' }}{{ 'd' if none_given is defined }}{{ 'e' if missing is none else 'f' }}",
  "{{ 'a' if text is string and list is iterable and x is mapping and number is number and list is sequence }}",
  "{{ missing or 'd' }}{{ missing | default('d') }}{{ none_given | default('d', true) }}{{ 'a' if none_given else 'b' }}{{ 'a' if missing }}|",
  "{% if tools is not none %}T{% else %}N{% endif %}{% if documents %}D{% endif %}{% if enable_thinking is defined %}E{% endif %}",
  "{{ 'in' if 'b' in text }}{{ 'out' if 'z' not in text }}{{ 'key' if 'y' in x }}{{ 'member' if 3 in list }}",
  // statements
  "{% set a = 1 %}{% if a %}y{% elif b %}z{% else %}n{% endif %}{% set b, c = 'p', 'q' %}{{ b }}{{ c }}",
  "{% for i in range(3) %}{{ loop.index }}{{ loop.index0 }}{{ loop.length }}{{ loop.revindex }}{{ 'l' if loop.last }}{% endfor %}",
  "{% for i in [] %}x{% else %}empty{% endfor %}{% for i in list if i > 1 %}{{ i }}{% endfor %}",
  "{% for i in list %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}{% for i in list %}{% if i == 1 %}{% break %}{% endif %}{{ i }}{% endfor %}",
  "{% set ns = namespace(a=0, found=false) %}{% for i in list %}{% set ns.a = ns.a + i %}{% set ns.found = true %}{% endfor %}{{ ns.a }}{{ 'f' if ns.found }}",
  "{% set block %}b {{ text }}{% endset %}{{ block }}{% filter upper %}abc{% endfilter %}",
  "{% macro f(a, b='q') %}{{ a }}{{ b }}{% endmacro %}{{ f('1') }}{{ f(1, b=2) }}",
  "a{% generation %}{{ text }}{% endgeneration %}b",
  // white space
  "x\n{% if true %}\ny\n{% endif %}\nz\n",
  "  {%- set a = 1 %}\n  b\n\t{% if a %}\n\tq\n\t{% endif %}",
  "{%- if true -%} a {%- endif -%} b {#- c -#} d\n{{- '' }}\n{{ 'q' }}\n",
  "{{ raise_exception('no') }}",
  "{{ '' }}{{ missing_function() }}",
];
