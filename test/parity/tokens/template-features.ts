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
  // line ends
  "a\r\nb{% if true %}\r\nc\r{% endif %}\r\n{{ 'x\r\ny' }}\r\n",
  "{%- for m in messages %}\r\n{{- m.role }}\r\n{% endfor %}\r\n",
  // loops that end early keep what was written
  "{% for i in range(5) %}a{{ i }}{% if i == 2 %}{% break %}{% endif %}b{% endfor %}",
  "{% for i in range(4) %}a{{ i }}{% if i == 2 %}{% continue %}{% endif %}b{% endfor %}",
  "{% for i in range(2) %}{% for j in range(3) %}{{ i }}{{ j }}{% if j == 1 %}x{% break %}{% endif %};{% endfor %}|{% endfor %}",
  "{% for i in range(3) %}{% filter upper %}a{% if i == 1 %}q{% endif %}{% endfilter %}{% if i == 1 %}z{% continue %}{% endif %}{% endfor %}",
  // a template's own defaults
  "{% if not date_string is defined %}{% set date_string = '26 July 2024' %}{% endif %}{{ date_string }}",
  "{{ date_string | default('never') }}{{ strftime_now('%d %B %Y') }}{{ enable_thinking is defined }}",
  // values written out
  "{{ true }}{{ none_given }}{{ 1.0 }}{{ list }}{{ x }}{{ ('a', 1) }}{{ [] }}{{ {} }}{{ 'it\\'s' }}{{ ['it\\'s', \"q\"] }}",
  "{{ 7 / 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 2 ** 3 }} {{ 1.50 if false else 2.50 }} {{ 3 * 'ab' }} {{ [1] * 2 }}",
  "{{ 'a' ~ none_given ~ true ~ 1.5 ~ [1, 'b'] }}",
  "{{ {'a': 1, 2: 'b'} }}{{ {1: 'x'}[1] }}{{ {'a': {'b': [1, 2]}}.a.b[1] }}",
  // equality and order
  "{{ [1, 2] == [1, 2] }}{{ {'a': 1} == {'a': 1} }}{{ 1 == 1.0 }}{{ 1 == true }}{{ '1' == 1 }}{{ none_given == false }}{{ 'a' < 'b' }}{{ (messages[0].role == 'user') != (number % 2 == 0) }}",
  "{{ 'a' in {'a': 1} }}{{ 1 in [true] }}{{ 'b' in ['a', 'b'] }}{{ [1] in [[1]] }}{{ none_given in [none] }}{{ 'x' in missing }}{{ missing in list }}",
  "{{ 'role' in messages[0] }}{{ 'é' in x.y }}{{ messages[0] == messages[0] }}{{ messages[0] is mapping }}",
  // what is not there
  "{{ missing }}{{ x.missing }}{{ messages[0]['missing'] }}{{ list[10] }}{{ missing | length }}{{ missing | upper }}|",
  "{% for i in missing %}x{% else %}none{% endfor %}{% for c in 'héllo' %}{{ c }}-{% endfor %}{% if messages[7] %}y{% else %}n{% endif %}",
  "{{ messages[7].role }}",
  "{{ missing.role }}",
  "{{ missing + 'a' }}",
  "{{ 'a' + 1 }}",
  "{{ none_given.role }}|{{ none_given['role'] }}|",
  "{{ none_given | length }}",
  "{% for i in number %}{{ i }}{% endfor %}",
  "{{ list.append(4) }}",
  "{{ messages | selectattr('role') | list | length }}{{ tools | selectattr('x') | list }}{{ none_given | map('upper') | list }}",
  // methods and filters
  "{{ ' a  b '.split() }}{{ 'a,b,c'.rsplit(',', 1) }}{{ 'a\nb\r\nc'.splitlines() }}{{ 'abc'.find('c') }}{{ 'abcabc'.count('b') }}{{ 'a-b'.partition('-') }}",
  "{{ \"they're bill's\".title() }}{{ \"they're bill's x-y (z)\" | title }}{{ 'ÉCOLE'.capitalize() }}{{ 'straße' | upper }}",
  "{{ '%s is %d' % ('a', 3) }}{{ '%s' | format(text) }}{{ '{} and {}'.format('a', 1) }}{{ '{0}{0}{k}'.format('a', k='b') }}",
  "{{ 'xaxbx'.replace('x', '') }}{{ 'aaa'.replace('a', 'b', 2) }}{{ 'aaa' | replace('a', 'b', 1) }}{{ 'abc'.removeprefix('a').removesuffix('c') }}",
  "{{ [3, 1, 2] | sort(reverse=true) }}{{ ['b', 'A', 'c'] | sort }}{{ messages | sort(attribute='role') | map(attribute='role') | list }}{{ x | dictsort }}",
  "{{ [1, 2, 3] | sum }}{{ [1.5, 2] | sum }}{{ messages | map(attribute='content') | map('trim') | join('|') }}{{ list | map('string') | list }}",
  "{{ 3.7 | int }}{{ '3.7' | int }}{{ 'x' | int(9) }}{{ '2' | float }}{{ 2.5 | round }}{{ 2.567 | round(1) }}{{ -3 | abs }}{{ list | max }}{{ list | min }}",
  "{{ '<a href=\"x\">&\\'' | e }}{{ '<b>' | safe }}{{ 'a b' | wordcount }}{{ [1, 1, 2] | unique | list }}{{ text | list }}{{ text | reverse }}{{ 'ab' | center(6) }}|",
  "{{ list | select('odd') | list }}{{ list | reject('gt', 1) | list }}{{ messages | selectattr('role', 'in', ['user']) | list | length }}{{ list | select | list }}",
  "{{ {'b': 1, 'a': [true, none, 1.5, 'é']} | tojson }}{{ {'b': 1, 'a': 2} | tojson(sort_keys=true) }}{{ 'é\u007f' | tojson(ensure_ascii=true) }}{{ [[], {}] | tojson(indent=2) }}{{ [1, 2] | tojson(separators=(',', ':')) }}",
  "{{ x | items | list }}{{ x.items() | list }}{{ x.keys() | list }}{{ dict(a=1, b=2) }}{{ range(2, 8, 3) | list }}{{ [1, 2, 3, 4][::-2] }}{{ (1, 2)[0] }}{{ text[-3:] }}{{ text[:-2] }}",
  // statements
  "{% for a, b in [(1, 2), (3, 4)] %}{{ a }}{{ b }}{% if loop.previtem is defined %}p{% endif %}{% if loop.nextitem %}n{% endif %}{{ loop.cycle('x', 'y') }}{% endfor %}",
  "{% for m in messages if m.role == 'user' %}{{ loop.length }}{{ loop.first }}{{ loop.revindex0 }}{% endfor %}{% set z = 1 %}{% for i in range(2) %}{{ z }}{% set z = 5 %}{{ z }}{% endfor %}{{ z }}",
  "{% macro f(a, b=2) %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1) }}{{ f(1, 3, 4) }}{{ f(1, c=5) }}{{ f() }}",
  "{% macro wrap() %}<{{ caller() }}>{% endmacro %}{% call wrap() %}in {{ text }}{% endcall %}{% macro r(n) %}{{ n }}{% if n > 0 %}{{ r(n - 1) }}{% endif %}{% endmacro %}{{ r(3) }}",
  "{% set ns = namespace(x=1) %}{% macro g() %}{% set ns.x = ns.x + 1 %}{% endmacro %}{{ g() }}{{ ns.x }}{{ ns.missing }}{% set a = [1] %}{% set a = a + [2] %}{{ a }}",
  "{{ 'a' if false }}|{{ ('a' if true else 'b') + 'c' }}{{ not true or true }}{{ not (missing is defined) }}{{ 1 if none_given is not none else 2 }}",
  "{{ text is string and text is not mapping }}{{ 4 is even }}{{ 3 is odd }}{{ x is iterable }}{{ 'AB' is upper }}{{ none is none }}{{ true is boolean }}{{ 2.0 is float }}{{ true is number }}{{ true is integer }}",
  "{{ missing is string }}{{ namespace(a=1).a }}{{ 'a' and 'b' }}{{ '' or 'c' }}{{ [] and 1 }}{{ 0 or none }}",
  // white space
  "a  \n  {%- if true %}  b  {%- endif %}\n\n{#- c #}\n  d {{- ' e' -}}  \n f\n\n",
  "\n\n{% if true %}\n\n x\n{% endif %}\n  {# c #}\n y {% if true %} z\n{% endif %}w\n",
  "{{ raise_exception('no') }}",
  "{{ '' }}{{ missing_function() }}",
];
