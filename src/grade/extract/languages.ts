import { type Language, line } from "./language.ts";

/** The languages besides English whose answers are found, a line each. */
export const languages: readonly Language[] = [
  line(
    "German",
    "(?:antwort|ergebnis|endergebnis)",
    "ist|lautet|beträgt|wäre",
    "(?:ist|lautet|beträgt) nicht",
    "frage|aufgabe",
    ["ja", "nein"],
    true,
    "die der das ist und also sind ein eine es wir nach insgesamt",
    {
      not: "nicht|kein\\p{L}*|nie|niemals|keineswegs",
      verbs: "hat|haben|bleiben|bleibt|kosten|kostet|ergibt|braucht|brauchen|bekommt|erhält|macht|ergeben",
      prepositions: "nach|in|pro|für|mit|von|bei|je|zu|um|aus|seit|jede[nrs]?|bis",
      open: [
        "(?:kann|können|konnte)(?: ich| man| wir)? nicht|weiß (?:\\p{L}+ )?nicht|unmöglich zu|nicht möglich",
        "wie viel\\p{L}*|wieviel\\p{L}*|welch\\p{L}+",
      ],
      choice: ["option|antwort|möglichkeit", "ist (?:richtig|korrekt)"],
    },
  ),
  line(
    "French",
    "(?:réponse|résultat)(?: finale?| correcte?)?",
    "est(?: donc)?|sont|vaut|serait",
    "n'est pas|n'est donc pas|ne sont pas|ne vaut pas",
    "question|exercice|problème",
    ["oui", "non"],
    true,
    "le la les est et donc sont une un il nous après des du",
    {
      not: "pas|non(?: pas)?|jamais|aucunement|nullement",
      verbs: "ont|reste|restent|coûte|coûtent|faut|obtient|obtenons|vaut|valent|font|fait|dépense|gagne",
      prepositions: "après|dans|en|pour|avec|par|pendant|de|sur|à|chaque|depuis|avant",
      open: ["ne (?:peux|peut|pouvons|sais|savons) pas|impossible de", "combien|quel(?:le)?s?"],
      choice: ["option|réponse|proposition", "est (?:la bonne|correcte|juste)"],
    },
  ),
  line(
    "Spanish",
    "(?:respuesta|resultado)s?(?: final| correct[ao])?",
    "es|son|sería|será|fue",
    "no es|no son|no sería",
    "pregunta|problema|ejercicio",
    ["sí", "no"],
    true,
    "el la los las es y por son una un hay después en total",
    {
      not: "no|nunca|jamás|tampoco|de ninguna (?:manera|forma)",
      verbs: "tiene|tienen|tenemos|queda|quedan|cuesta|cuestan|necesita|necesitan|gana|gasta|suman|obtenemos|recibe",
      prepositions: "después de(?: \\p{L}+)?|en|por|con|de|durante|cada|tras|desde|hasta|para|a",
      open: ["no (?:se |lo )?(?:puede|puedo|podemos|sé|sabemos)|imposible", "cuánt\\p{L}+|cuál(?:es)?"],
      choice: ["opción|alternativa", "es (?:la )?(?:correcta|respuesta)"],
    },
  ),
  line(
    "Portuguese",
    "(?:resposta|resultado)s?(?: final| corret[ao])?",
    "é|são|seria|será",
    "não é|não são|não seria",
    "pergunta|problema|exercício|questão",
    ["sim", "não"],
    true,
    "o a os as é e são uma um há depois em total portanto",
    {
      not: "não|nunca|jamais|de (?:modo|forma|maneira) (?:algum|nenhum)a?",
      verbs: "tem|têm|temos|resta|restam|sobram|sobrou|custa|custam|precisa|precisam|gastou|ganhou|obtemos|recebe",
      prepositions: "depois de(?: \\p{L}+)?|após|em|por|com|de|durante|cada|desde|até|para|a",
      open: ["não (?:se |é |)(?:pode|posso|podemos|sei|possível)|impossível", "quant[oa]s?|qual|quais"],
      choice: ["opção|alternativa", "(?:é|está) (?:a )?corret[ao]"],
    },
  ),
  line(
    "Italian",
    "(?:risposta|risultato)(?: finale| corrett[ao])?",
    "è|sono|sarebbe",
    "non è|non sono",
    "domanda|problema|esercizio",
    ["sì", "no"],
    true,
    "il la i le è e sono una un ci dopo quindi in totale",
    {
      not: "non|mai|affatto",
      verbs: "ha|hanno|abbiamo|resta|restano|rimane|rimangono|costa|costano|serve|servono|ottiene|otteniamo|riceve",
      prepositions: "dopo|in|per|con|di|da|ogni|durante|su|tra",
      open: ["non (?:posso|possiamo|si può|so|è possibile)|impossibile", "quant[oaie]|quale|quali"],
      choice: ["opzione|risposta", "è (?:quella )?(?:corretta|giusta)"],
    },
  ),
  line(
    "Dutch",
    "(?:antwoord|resultaat)",
    "is|luidt|bedraagt",
    "is niet|luidt niet",
    "vraag|opgave",
    ["ja", "nee"],
    true,
    "de het een is en dus zijn na er we totaal",
    {
      not: "niet|geen|nooit",
      verbs: "heeft|hebben|kost|kosten|blijven|blijft|krijgt",
      prepositions: "na|in|per|voor|met|van|bij|elke",
      choice: ["optie", "is (?:juist|correct)"],
    },
  ),
  line(
    "Polish",
    "(?:odpowiedź|odpowiedzią|wynik)",
    "to|jest|brzmi|wynosi",
    "to nie|nie jest|nie wynosi",
    "pytanie|zadanie",
    ["tak", "nie"],
    true,
    "jest i to więc są po się razem wynosi",
    {
      not: "nie|nigdy|bynajmniej",
      verbs: "ma|mają|zostało|zostanie|zostaje|kosztuje|otrzymujemy|potrzebuje",
      prepositions: "po|w|na|za|z|przez|do|od|co",
      choice: ["opcja|odpowiedź", "jest (?:poprawna|prawidłowa)"],
    },
  ),
  line(
    "Russian",
    "(?:(?:правильный |верный |окончательный )?ответ(?:ом)?)",
    "равен|равна|равно|является|будет|это|[—–-]",
    "не(?: равен| является|)",
    "вопрос|задача|задание",
    ["да", "нет"],
    true,
    "и в на это что равно по через итого значит",
    {
      not: "не|никак|никогда",
      verbs:
        "осталось|останется|остаётся|стоит|стоят|получится|получаем|получим|будет|составляет|имеет|потребуется|нужно|заплатил[аи]?",
      prepositions: "после|через|за|из|по|в|на|с|от|до|кажд\\p{L}+|для|при",
      open: ["не (?:могу|можем|знаю)|невозможно|нельзя определить", "сколько|каков\\p{L}*|какой|какая"],
      choice: ["вариант|ответ", "(?:верен|верный|правильный|является правильным)"],
    },
  ),
  line(
    "Ukrainian",
    "(?:(?:правильна )?відповідь)",
    "дорівнює|є|це|[—–-]",
    "не(?: дорівнює|)",
    "питання|задача",
    ["так", "ні"],
    true,
    "і в на це що дорівнює через отже",
    {
      not: "не",
      verbs: "залишилося|залишиться|коштує|отримаємо|буде|має",
      prepositions: "після|через|за|з|по|в|на|від|до",
      choice: ["варіант", "(?:правильний|вірний)"],
    },
  ),
  line(
    "Turkish",
    "(?:doğru |nihai )?(?:cevap|cevabı|yanıt|sonuç)",
    "(?=[\\s:]*[\\d$(])",
    "(?!)",
    "soru|problem",
    ["evet", "hayır"],
    true,
    "ve bir bu sonra toplam olarak eder vardır",
    { not: "değil", laterDenials: "değil" },
  ),
  line(
    "Vietnamese",
    "(?:đáp án|đáp số|câu trả lời|kết quả)(?: đúng| cuối cùng)?",
    "là",
    "không phải(?: là)?",
    "câu hỏi|bài toán|câu",
    ["có", "không"],
    true,
    "là và của các sau có vậy tổng",
    { not: "không(?: phải)?(?: là)?" },
  ),
  line(
    "Indonesian",
    "(?:jawaban|hasil)(?:nya)?(?: akhir(?:nya)?)?",
    "adalah|ialah|yaitu",
    "bukan(?:lah)?",
    "pertanyaan|soal",
    ["ya", "tidak"],
    true,
    "dan adalah yang setelah jadi ada dari jumlah",
    { not: "bukan(?:lah)?|tidak" },
  ),
  line(
    "Swedish, Danish, Norwegian",
    "(?:svaret|svar|resultatet)",
    "är|er|blir",
    "är inte|er ikke",
    "fråga|spørgsmål|spørsmål",
    ["ja", "nej|nei"],
    true,
    "och är det en ett efter og er det etter på så",
    { not: "inte|ikke|icke|ej|ikkje|aldrig|aldri" },
  ),
  line(
    "Greek",
    "(?:απάντηση|αποτέλεσμα)",
    "είναι",
    "δεν είναι",
    "ερώτηση|πρόβλημα",
    ["ναι", "όχι"],
    true,
    "και είναι το η ο μετά άρα",
    { not: "δεν|όχι|μη" },
  ),
  line(
    "Chinese",
    "(?:(?:最终|最后|正确|标准)(?:的)?)?(?:答案|結果|结果)(?:应该|应当|應該|应|應|就)?",
    "是|为|為|等于|等於|选|選",
    "并?不是|并非|並非|不为|不等于|不應該是|不应该是",
    "问题|題目|题目|例题|问|問題",
    ["是的?|对的?|没错|正确", "否|不是的?|不对|错误"],
    false,
    "",
    {
      not: "非|不",
      marks:
        "(?<!不[能可应應会會该該宜]?|别|勿|不要|没有?)(?:故|因此|所以|应|應|答案)?(?:选择?|選擇?)(?=[\\s:]*[(（]?[A-J])",
      laterDenials: "不是(?![\\s$]?-?\\d)|是错|不对|不正确",
      open: ["无法|無法|不能确定|不知道|不确定|不清楚", "多少|几|幾|什么|哪"],
      choice: ["选项|選項|选择|選擇", "(?:是|才是|为)?(?:正确|正確|对的|對的)"],
    },
  ),
  line(
    "Japanese",
    "(?:最終的?な?|正しい)?(?:答え?|解答|正解)",
    "は",
    "(?!)",
    "問題|質問|問",
    ["はい", "いいえ"],
    false,
    "",
    {
      laterDenials: "では(?:ない|ありません|なく)|じゃ(?:ない|ありません)",
      open: ["できません|分かりません|わかりません|不明です", "いくつ|いくら|何"],
      choice: ["選択肢|選択", "が(?:正しい|正解)"],
    },
  ),
  line(
    "Korean",
    "(?:최종 ?|올바른 )?(?:정답|해답|답)",
    "은|는|이",
    "(?!)",
    "문제|질문",
    ["예|네", "아니요|아니오"],
    false,
    "",
    {
      laterDenials: "[이가]?\\s?아니(?:라)?|[이가]?\\s?아닙",
      open: ["수 없|모르", "몇|얼마|무엇"],
      choice: ["선택지|보기", "[이가]? ?(?:정답|맞)"],
    },
  ),
  line(
    "Hindi",
    "(?:सही |अंतिम |अतः )?(?:उत्तर|जवाब)",
    "है|होगा|(?=\\s*[\\d$(])",
    "नहीं",
    "प्रश्न|सवाल",
    ["हाँ|हां", "नहीं"],
    false,
    "",
    { not: "नहीं", laterDenials: "नहीं" },
  ),
  line("Bengali", "(?:সঠিক |চূড়ান্ত )?উত্তর", "হল|হলো|হবে|(?=\\s*[\\d$(])", "নয়", "প্রশ্ন", ["হ্যাঁ", "না"], false, "", {
    not: "না|নয়",
    laterDenials: "নয়",
  }),
  line(
    "Arabic",
    "(?:الجواب|الإجابة|النتيجة|الاجابة)(?: النهائي| النهائية| الصحيح| الصحيحة)?",
    "هو|هي|تساوي|يساوي",
    "ليس|ليست",
    "السؤال|سؤال|مسألة",
    ["نعم", "لا"],
    false,
    "",
    { not: "ليس|ليست|لا|غير" },
  ),
  line(
    "Persian, Urdu",
    "(?:پاسخ|جواب)(?: نهایی| صحیح)?",
    "برابر است با|است|ہے|(?=\\s*[\\d$(])",
    "نیست|نہیں",
    "سوال|پرسش|مسئله",
    ["بله|ہاں", "خیر|نہیں"],
    false,
    "",
    { not: "نه|نہیں", laterDenials: "نیست|نہیں" },
  ),
  line("Hebrew", "התשובה(?: הסופית| הנכונה)?", "היא|הוא", "איננה|אינה|לא", "שאלה", ["כן", "לא"], false, "", {
    not: "לא|אינו|אינה",
  }),
  line("Thai", "คำตอบ(?:ที่ถูกต้อง|สุดท้าย)?", "คือ", "ไม่ใช่", "คำถาม|โจทย์", ["ใช่", "ไม่ใช่"], false, "", { not: "ไม่ใช่" }),
];

/** The words that tell a language, those by which it announces answers among them; single letters are variables more often. */
function wordsOf({ words: own, nouns, copulas }: Language): ReadonlySet<string> {
  const announcing = `${nouns}|${copulas}`.match(/\p{L}{3,}/gu) ?? [];
  return new Set([...own.split(" "), ...announcing].filter((word) => !/^[a-z]$/.test(word)));
}

const words = languages
  .filter((language) => language.words !== "")
  .map((language) => ({ language, words: wordsOf(language) }));
const englishWords = new Set(
  "the is are and of so we after there in total have they this that to it for with by".split(" "),
);
const otherEnough = 2;

/** Whether a sentence is of a language whose numbers have a decimal comma: two of its words, and more than twice as many as of English's. */
export function hasDecimalComma(sentence: string): boolean {
  const said = new Set(sentence.toLowerCase().match(/\p{L}+/gu));
  const english = [...said].filter((word) => englishWords.has(word)).length;
  return words.some(({ language, words: own }) => {
    const count = [...said].filter((word) => own.has(word)).length;
    const isEnough = count >= otherEnough || (count === 1 && said.size <= 2); // "Ответ: 3,25"
    return language.hasDecimalComma && isEnough && count > 2 * english;
  });
}
/** Whether a sentence is English, by two of its words. */
export const isEnglish = (sentence: string): boolean =>
  (sentence.toLowerCase().match(/[a-z]+/g) ?? []).filter((word) => englishWords.has(word)).length > 1;
const any = (sources: readonly string[]): string => sources.filter((source) => source !== "(?!)").join("|");
const sourcesOf = (key: "denials" | "questions" | "yes" | "no"): string =>
  any(languages.map((language) => language[key]));

/** The copulas before a value, in any language but English. */
export const copulaSource = any(languages.map(({ copulas }) => copulas));
/** Denials after a value, in any language but English. */
export const denialSource = sourcesOf("denials");
/** The word for "not", in any language but English. */
export const notSource = any(languages.flatMap((language) => language.not ?? []));
/** Denials before a value, in any language but English. */
export const laterDenialSource = any(languages.flatMap((language) => language.laterDenials ?? []));
/** How a line asks the next question, in any language but English. */
export const questionSource = sourcesOf("questions");

/** The verbs that a count follows, in any language but English. */
export const verbSource = any(languages.flatMap(({ verbs }) => verbs ?? []));
/** The words that make the number behind them a circumstance, in any language but English. */
export const prepositionSource = any(languages.flatMap(({ prepositions }) => prepositions ?? []));
/** The words for a choice, in any language but English. */
export const optionSource = any(languages.flatMap(({ choice }) => choice?.[0] ?? []));
/** What is said of the right choice, in any language but English. */
export const rightSource = any(languages.flatMap(({ choice }) => choice?.[1] ?? []));

/** "But", in every language. */
export const butSource =
  "but|however|aber|jedoch|mais|pero|mas|porém|ma|però|maar|ale|но|однако|але|ama|fakat|nhưng|tetapi|tapi|men|但是?|可是|然而|不过|しかし|でも|하지만|그러나|लेकिन|لكن";

/** How a line begins that checks an answer, in any language but English. */
export const checkSource =
  "probe|kontrolle|vérif\\p{L}+|verifica\\p{L}*|comprob\\p{L}+|controle|controleren|prova|провер\\p{L}+|перевір\\p{L}+|sprawdz\\p{L}+|zkoušk\\p{L}+|skúšk\\p{L}+|sağlama|kiểm tra|thử lại|periksa|pemeriksaan|验算|驗算|验证|驗證|检验|检查|検算|確認|검산|확인|जाँच|تحقق";

/** How a writer refuses to answer, in any language but English. */
export const refusalSource = any(languages.flatMap(({ open }) => open?.[0] ?? []));
/** How a sentence asks, in any language but English. */
export const askingSource = any(languages.flatMap(({ open }) => open?.[1] ?? []));

const yesWords = new RegExp(`^(?:${sourcesOf("yes")})$`, "iu");
const noWords = new RegExp(`^(?:${sourcesOf("no")})$`, "iu");

/** "Yes" and "No" for the same word of another language; null for others. */
export function yesOrNo(word: string): "Yes" | "No" | null {
  if (/^(?:yes|no)$/i.test(word)) return /^y/i.test(word) ? "Yes" : "No";
  return yesWords.test(word) ? "Yes" : noWords.test(word) ? "No" : null;
}
