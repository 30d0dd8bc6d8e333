/**
 * The words by which a writer names a value without saying that it is the answer; a line of the table below, and nothing else, teaches
 * the grader those of a language. Each column is the source of a pattern.
 */
interface Moods {
  readonly language: string;
  /** Not sure of it, or of one of two: "vielleicht", "可能". */
  readonly hedges: string;
  /** Somebody else's, or an earlier one: "según", "sagt". */
  readonly reports: string;
  /** Wrong: "falsch", "неверно". */
  readonly wrong: string;
  /** What is only supposed, or would be: "angenommen", "si fuera". */
  readonly supposed: string;
  /** What makes the number behind it a bound or an operand: "mehr als", "doble de". */
  readonly bounds: string;
  /** How a sentence begins that takes back the one before: "nein", "perdón". */
  readonly turns: string;
  /** How a sentence begins, or what it says, that draws a conclusion: "also", "en total". */
  readonly conclusions: string;
  /** What makes a claim one of a part, an instance or an earlier time: "bisher", "por ejemplo". */
  readonly parts: string;
  /** How an account goes on without a value: "die Hälfte davon", "luego". */
  readonly more: string;
}

type Column = Exclude<keyof Moods, "language">;

const line = (
  language: string,
  hedges: string,
  reports: string,
  wrong: string,
  supposed: string,
  bounds: string,
  turns: string,
  conclusions: string,
  parts = "",
  more = "",
): Moods => ({ language, hedges, reports, wrong, supposed, bounds, turns, conclusions, parts, more });

const table: readonly Moods[] = [
  line(
    "German",
    "vielleicht|möglicherweise|eventuell|womöglich|vermutlich|unsicher|entweder|könnten?(?= .{0,14}(?:sein|betragen))|könnten? es",
    "im \\p{L}*buch|steht (?:im|in)|sagte?n?|schrieb(?:en)?|antwortete|mein(?:t|te|en)|behaupte[tn]\\w*|glaub(?:t|te|en)|laut|zufolge|dachte|ursprünglich|zuerst hatte ich",
    "falsch|fehler\\p{L}*|stimmt (?:\\S+ ){0,4}nicht|unmöglich|passt nicht|scheidet aus|inkorrekt|zu (?:klein|groß|viel|wenig)",
    "angenommen|nehmen wir an|wäre|wären|hätten?|würden?|sei",
    "(?:mehr|weniger|größer|kleiner|höher|niedriger) als|über|unter|fast|beinahe|knapp|doppelt so viel(?:e)? wie|das doppelte von|die hälfte von",
    "nein|halt|moment|stopp?|entschuldigung|sorry|falsch|verzeihung|pardon|ups|korrektur|quatsch|ich habe mich",
    "also|somit|daher|folglich|demnach|damit|deshalb|insgesamt|zusammen|übrig|gesamt\\p{L}*|jetzt|ergibt",
    "bisher|bis jetzt|bislang|zunächst|zuerst|anfangs|am Anfang|zu Beginn|ursprünglich|zum Beispiel|beispielsweise|z\\. ?B\\.|zum Vergleich|im Vergleich|ebenso|analog",
    "die Hälfte|ein (?:Drittel|Viertel)|doppelt|der Rest|die (?:übrigen|restlichen|anderen)|davon|danach|anschließend|später|jede[rs]? (?:von ihnen|davon)",
  ),
  line(
    "French",
    "peut[- ]être|possiblement|probablement|(?<!,\\s)soit|soit(?!\\s[-$\\\\]{0,2}\\d)|soit(?=.{1,80}\\ssoit\\s)|pourrai(?:t|ent)|il se peut",
    "selon|d'après|dit|disent|pense(?:nt)?|affirme(?:nt)?|prétend(?:ent)?|croit|au début|a (?:écrit|trouvé|répondu)",
    "faux|fausse|erronée?|incorrecte?s?|erreur|impossible|ne (?:convient|marche|fonctionne) pas|trop (?:petit|grand)",
    "supposons|imaginons|admettons|si c'était|serai(?:t|ent)|aurai(?:t|ent)",
    "(?:plus|moins) de|supérieure? à|inférieure? à|presque|le double de|la moitié de|au-dessus de|au-dessous de",
    "non|attends|attendez|pardon|désolée?|oups|en fait|zut|faux|correction|je me suis tromp\\p{L}+",
    "donc|ainsi|alors|par conséquent|finalement|en tout|au total|reste(?:nt)?|ensemble|maintenant|cela (?:fait|donne)",
    "jusqu'ici|jusqu'à présent|pour l'instant|au début|au départ|initialement|à l'origine|d'abord|par exemple|à titre de comparaison|de même",
    "la moitié|le (?:tiers|quart|double|reste)|les autres|ensuite|puis|plus tard|chacune? d",
  ),
  line(
    "Spanish",
    "quizás?|tal vez|puede que|podrían?(?: ser)?|a lo mejor|posiblemente|acaso|probablemente|puede ser",
    "según|dicen?(?= que)|dijo|dijeron|afirma[n]?|cree[n]?|piensa[n]?|pensé|antes (?:puse|dije)|opina|respondi(?:ó|eron)|contest(?:ó|aron)|escribi(?:ó|eron)",
    "incorrect[oa]s?|fals[oa]|erróne[oa]|equivocad[oa]|error|imposible|no (?:sirve|funciona|cumple|vale)|demasiado",
    "supongamos|imaginemos|supón|suponiendo|si fuera\\p{L}*|sería\\p{L}*|tendría\\p{L}*|habría\\p{L}*|fueran",
    "(?:más|menos) de|(?:mayor|menor)(?:es)? (?:que|de)|casi|el doble de|la mitad de|por encima de|por debajo de",
    "no|espera|perdón|perdona|disculpa|lo siento|ups|en realidad|corrección|falso|me (?:equivoqué|he equivocado)",
    "por lo tanto|por tanto|entonces|así|luego|finalmente|en total|quedan?|juntos|ahora|en conclusión|total",
    "hasta ahora|por ahora|al principio|al inicio|inicialmente|originalmente|primero|por ejemplo|en comparación|de (?:igual|la misma) (?:manera|forma)|análogamente",
    "la mitad|un (?:tercio|cuarto)|el (?:doble|resto)|l[oa]s (?:demás|otr[oa]s)|luego|después|más tarde|cada un[oa] de",
  ),
  line(
    "Portuguese",
    "talvez|pode ser|poderia(?:m)?|possivelmente|provavelmente|quem sabe|quiçá",
    "segundo|respondeu|escreveu|diz(?:em)?|disse(?:ram)?|afirma(?:m)?|acha(?:m)?|acredita(?:m)?|de acordo com|pensa(?:m)?",
    "errad[oa]s?|incorret[oa]s?|fals[oa]|erro|impossível|não (?:serve|funciona|satisfaz)|demais",
    "suponha\\p{L}*|imagine\\p{L}*|digamos|se fosse\\p{L}*|seria\\p{L}*|teria\\p{L}*|haveria",
    "(?:mais|menos) (?:de|que|do que)|(?:maior|menor)(?:es)? (?:que|do que)|quase|o dobro de|a metade de|acima de|abaixo de",
    "não|espera|espere|desculpe?|perdão|ops|na verdade|correção|falso|errei|me enganei",
    "portanto|logo|então|assim|finalmente|no total|ao todo|restam?|sobram?|juntos|agora|em conclusão|total",
    "até agora|por enquanto|no início|no começo|inicialmente|originalmente|primeiro|por exemplo|em comparação|da mesma forma|analogamente",
    "a metade|metade|um (?:terço|quarto)|o (?:dobro|resto)|os (?:demais|outros)|depois|em seguida|mais tarde|cada um",
  ),
  line(
    "Italian",
    "forse|può darsi|magari|potrebbe(?:ro)?|possibilmente|probabilmente",
    "secondo|ha (?:scritto|risposto)|dice(?= che)|dicono|ha detto|afferma(?:no)?|crede|credono|pensa(?:no)?|sostiene",
    "sbagliat[oaie]|errat[oaie]|scorrett[oa]|fals[oa]|errore|impossibile|da scartare|scart\\p{L}+|non (?:va bene|funziona|soddisfa)|troppo",
    "supponiamo|immaginiamo|mettiamo|se fosse\\p{L}*|sarebbe\\p{L}*|avrebbe\\p{L}*|fosse(?:ro)?",
    "(?:più|meno) di|maggiore di|minore di|quasi|il doppio di|la metà di|oltre|sopra|sotto",
    "no|anzi|aspetta|scusa(?:te)?|scusi|pardon|ops|in realtà|correzione|falso|mi sono sbagliat[oa]",
    "quindi|dunque|pertanto|perciò|allora|infine|in totale|in tutto|rest(?:a|ano)|rimangono|insieme|adesso|ora|totale",
    "finora|per ora|all'inizio|inizialmente|originariamente|per esempio|ad esempio|in confronto|allo stesso modo|analogamente",
    "la metà|un (?:terzo|quarto)|il (?:doppio|resto)|gli altri|poi|dopo|in seguito|più tardi|ciascun\\p{L}*",
  ),
  line(
    "Dutch",
    "misschien|mogelijk|wellicht|waarschijnlijk|zou kunnen",
    "volgens|schreef|antwoordde|zegt|zeggen|zei|beweert|denkt|dacht|meent",
    "fout|onjuist|verkeerd|vergissing|onmogelijk|klopt niet|te (?:klein|groot)",
    "stel(?: dat)?|veronderstel|zou(?:den)?|als het .{0,20} was",
    "(?:meer|minder|groter|kleiner) dan|bijna|het dubbele van|de helft van|boven|onder",
    "nee|wacht|sorry|oeps|correctie|fout|eigenlijk|pardon",
    "dus|daarom|totaal|in totaal|samen|over|nu|uiteindelijk|zodoende",
    "tot nu toe|voorlopig|in het begin|aanvankelijk|oorspronkelijk|eerst|bijvoorbeeld|ter vergelijking|evenzo",
    "de helft|een (?:derde|kwart)|het dubbele|de rest|de anderen|daarvan|daarna|vervolgens|later",
  ),
  line(
    "Polish",
    "może|być może|prawdopodobnie|ewentualnie|chyba|albo",
    "według|mówi|twierdzi|powiedział[ai]?|uważa|zdaniem",
    "błędn[aey]|błąd|źle|niepoprawn[aey]|nieprawda|niemożliwe|fałsz",
    "załóżmy|przypuśćmy|gdyby|byłoby|miałby",
    "(?:więcej|mniej) niż|ponad|poniżej|prawie|większe od|mniejsze od|podwojone|połowa z",
    "nie|czekaj|przepraszam|poprawka|pomyłka|pomyliłem się|ups",
    "więc|zatem|czyli|razem|łącznie|w sumie|zostało|pozostało|teraz|ostatecznie|stąd",
    "do tej pory|na razie|na początku|początkowo|najpierw|na przykład|dla porównania|podobnie",
    "połow\\p{L}|jedn\\p{L} trzeci\\p{L}|reszt\\p{L}|pozostał\\p{L}+|potem|następnie|później",
  ),
  line(
    "Russian",
    "возможно|может быть|наверное|вероятно|пожалуй|либо|не уверен[аы]?",
    "говор(?:ит|ят)|сказал[аи]?|считает|считают|думает|думал[аи]?|утвержда(?:ет|ют)|по мнению|по словам|согласно|ответил[аи]?|написал[аи]?",
    "неверн\\p{L}+|неправильн\\p{L}+|ошиб\\p{L}+|ложн\\p{L}+|невозможн\\p{L}+|не подходит|не годится|слишком",
    "предположим|допустим|пусть|если бы|был[аои]? бы|бы",
    "(?:больше|меньше|более|менее|выше|ниже|свыше)(?: чем)?|почти|вдвое больше|половина от",
    "нет|хотя нет|стоп|подожди(?:те)?|погоди|извини(?:те)?|простите|ой|поправка|на самом деле|я ошиб\\p{L}+|неверно",
    "значит|итак|следовательно|поэтому|таким образом|итого|всего|осталось|останется|вместе|теперь|получаем",
    "пока|до сих пор|вначале|сначала|изначально|первоначально|например|для сравнения|аналогично",
    "половин\\p{L}|треть|четверть|вдвое|остальн\\p{L}+|остаток|потом|затем|позже|из них",
  ),
  line(
    "Ukrainian",
    "можливо|може бути|мабуть|ймовірно|або",
    "каже|кажуть|сказав|сказала|вважає|стверджує|на думку|за словами",
    "неправильн\\p{L}+|невірн\\p{L}+|помил\\p{L}+|хибн\\p{L}+|неможлив\\p{L}+",
    "припустимо|нехай|якби|був би|було б",
    "(?:більше|менше|понад)(?: ніж)?|майже",
    "ні|стоп|зачекай|вибач(?:те)?|ой|насправді|виправлення|я помил\\p{L}+",
    "отже|значить|тому|таким чином|всього|разом|залишилося|тепер|отримуємо",
  ),
  line(
    "Turkish",
    "belki|muhtemelen|olabilir|sanırım|galiba",
    "göre|diyor|dedi|söyledi|düşünüyor|iddia ediyor",
    "yanlış|hatalı|hata|değil|imkansız|olamaz",
    "diyelim|varsayalım|farz edelim|olsaydı|olurdu",
    "(?:den|dan) (?:fazla|az|büyük|küçük)|neredeyse",
    "hayır|bekle|pardon|özür dilerim|yok|düzeltme|aslında|yanıldım",
    "yani|öyleyse|dolayısıyla|sonuç olarak|toplam(?:da)?|kalır|kaldı|şimdi|böylece|bu durumda",
  ),
  line(
    "Vietnamese",
    "có lẽ|chắc là",
    "theo|nói(?: rằng)?|cho rằng|nghĩ rằng",
    "sai|không đúng|nhầm|không thể|không thỏa mãn",
    "giả sử",
    "(?:nhiều|ít|lớn|nhỏ|cao|thấp) hơn|hơn|gần|dưới|trên",
    "không|khoan|xin lỗi|đợi|nhầm|thực ra",
    "vậy|do đó|vì vậy|nên|tổng cộng|còn lại|như vậy|suy ra|kết luận",
    "",
    "một nửa|phần còn lại|sau đó|gấp đôi",
  ),
  line(
    "Indonesian",
    "mungkin|barangkali|bisa jadi",
    "menurut|kata|mengatakan|berkata|berpendapat",
    "salah|keliru|tidak benar|mustahil|tidak mungkin|bukan",
    "misalkan|andaikan|seandainya|anggap|jika .{0,80} akan",
    "(?:lebih|kurang) dari|lebih besar dari|hampir|di atas|di bawah|dua kali",
    "tidak|tunggu|maaf|ralat|bukan|salah|eh|sebenarnya",
    "jadi|maka|oleh karena itu|total(?:nya)?|sisa(?:nya)?|sekarang|kesimpulan|seluruhnya|dengan demikian",
  ),
  line(
    "Swedish, Danish, Norwegian",
    "kanske|måske|kanskje|möjligen|muligvis|eventuellt|antingen|enten",
    "säger|siger|sier|enligt|ifølge|tror|påstår|påstand",
    "fel|forkert|feil|galt|omöjligt|umulig\\p{L}*|felaktig\\p{L}*",
    "anta(?:g)?|hvis det var|skulle",
    "(?:mer|mere|mindre|större|større) (?:än|end|enn)|över|over|under|nästan|næsten|nesten|dubbelt så",
    "nej|nei|vänta|vent|förlåt|undskyld|beklager|rättelse|rettelse|egentligen",
    "alltså|därför|derfor|så|altså|totalt|tillsammans|sammenlagt|i alt|kvar|tilbage|igjen|nu|nå|til sammen",
  ),
  line(
    "Greek",
    "ίσως|μπορεί|πιθανώς|μάλλον|είτε",
    "λέει|λένε|είπε|σύμφωνα με|νομίζει|πιστεύει",
    "λάθος|λανθασμέν\\p{L}+|εσφαλμέν\\p{L}+|αδύνατο",
    "έστω|υποθέτουμε|ας υποθέσουμε|αν ήταν|θα ήταν",
    "(?:περισσότερ\\p{L}+|λιγότερ\\p{L}+|μεγαλύτερ\\p{L}+|μικρότερ\\p{L}+) από|πάνω από|κάτω από|σχεδόν",
    "όχι|περίμενε|συγγνώμη|διόρθωση|στην πραγματικότητα",
    "άρα|επομένως|συνεπώς|οπότε|συνολικά|μένουν|τελικά|τώρα",
  ),
  line(
    "Chinese",
    "可能|也许|也許|或许|或許|大概|不确定|不確定|说不定|還是|还是|要么|恐怕",
    "(?:说|說|认为|認為|觉得|覺得|以为|以為|声称)|根据.{1,8}的?(?:说法|答案)|之前|原来|起初|一开始",
    "错|錯|不对|不對|不正确|不正確|不成立|不符合|不可能|舍去|捨去|矛盾|太大|太小|有误",
    "假设|假設|设|設|假如|倘若|要是",
    "(?:大于|大於|小于|小於|多于|多於|少于|少於|超过|超過|不到|不足|高于|低于|接近|将近|至多|最多不到)|的?(?:两倍|一半)是?",
    "不对|不對|不[,，]|不是|等等|等一下|抱歉|对不起|對不起|错了|錯了|更正|修正|我算错|算错|其实|啊，",
    "所以|因此|故|综上|綜上|总共|總共|一共|共有?|合计|合計|剩下?|剩余|还剩|還剩|总计|最终|最後|最后|于是|得到?|答",
    "目前为止|到目前为止|暂时|原本|最初|开始时|首先|例如|比如|相比之下|同理|类似地",
    "其中|一半|三分之|四分之|其余|其餘|剩下的|两倍|兩倍|然后|然後|接着|后来|後來|每个人|每個人",
  ),
  line(
    "Japanese",
    "かもしれ|おそらく|たぶん|多分|どちらか|だろうか|でしょうか|または",
    "と(?:言|いっ|いう|思っ|考え|述べ|主張)|によると|によれば|最初は|曰く",
    "間違|違います|違う|誤り|誤って|正しく(?:な|あり)|不正解|あり得|ありえ|満たさな|不適|矛盾",
    "仮に|もし|とする|とおく|だったら|だとすると",
    "(?:より(?:大き|小さ|多|少)|を?超え|未満|以上で|以下で|ほぼ|近く)",
    "いや|いいえ|待って|ちょっと待|すみません|失礼|訂正|間違え|違う|違い",
    "よって|したがって|従って|ゆえに|だから|つまり|合計|全部で|残り|結局|以上より|これより|すると|答え",
    "今のところ|これまで|最初|はじめ(?:に|は)|まず|例えば|たとえば|比較すると|同様に",
    "その(?:うち|中)|半分|残りの|2倍|二倍|それから|次に|その後",
  ),
  line(
    "Korean",
    "아마|일지도|아니면|수도 있|혹은|것 같",
    "말(?:했|하|합)|따르면|생각했|주장|라고 (?:했|한|말)|처음에는",
    "틀[렸린립리]|잘못|오답|불가능|맞지 않|모순|성립하지",
    "만약|가정|라고 하자",
    "(?:보다 (?:크|작|많|적|큰|작은|많은|적은)|초과|미만|거의|넘)",
    "아니(?:요|오|야|에요|다)?|잠깐|잠시만|미안|죄송|정정|틀렸|사실",
    "따라서|그러므로|그래서|즉|총|모두|합계|남|결국|결과|이므로|정답",
    "지금까지|우선|먼저|원래|예를 들어|예컨대|마찬가지로|비교하면",
    "그중|절반|나머지|두 배|2배|그다음|그 후|그런 다음",
  ),
  line(
    "Hindi, Bengali",
    "शायद|संभवतः|सम्भवतः|হয়তো|সম্ভবত|হতে পারে",
    "कहता|कहती|कहते|के अनुसार|ने कहा|সোচ|বলে|মতে",
    "गलत|ग़लत|भूल|असंभव|ভুল|অসম্ভব|সঠিক নয়",
    "मान लीजिए|मान लो|ধরা যাক",
    "से (?:अधिक|कम|ज़्यादा|ज्यादा|बड़ा|छोटा)|চেয়ে (?:বেশি|কম)",
    "नहीं|रुको|रुकिए|माफ़|माफ|क्षमा|असल में|না|দাঁড়াও|দুঃখিত",
    "इसलिए|अतः|तो|कुल|बचे|शेष|अब|সুতরাং|অতএব|মোট|বাকি|তাই",
  ),
  line(
    "Arabic, Persian, Urdu, Hebrew",
    "ربما|لعل|قد يكون|شاید|ممکن است|אולי|ייתכן|יכול להיות",
    "يقول|قال|قالت|وفقا|وفقًا|حسب|می‌گوید|گفت|کے مطابق|کہتا|אומר|אמרה?|לפי|טוען",
    "خطأ|خاطئ|غير صحيح|مستحيل|اشتباه|نادرست|غلط|לא נכון|שגוי|טעות",
    "لنفترض|نفترض|لو كان|فرض کن|فرض کریں|נניח|אילו",
    "(?:أكثر|أقل|أكبر|أصغر) من|بیشتر از|کمتر از|سے زیادہ|سے کم|(?:יותר|פחות) מ|כמעט",
    "لا|انتظر|عذرا|عذرًا|آسف|نه|ببخشید|صبر|نہیں|رکو|לא|רגע|סליחה|בעצם",
    "إذن|إذا|لذلك|وبالتالي|المجموع|الباقي|تبقى|پس|بنابراین|در مجموع|لہذا|کل|לכן|סך הכל|נותרו|אז",
  ),
  line(
    "Czech, Slovak",
    "možná|snad|pravděpodobně|asi|buď|pravdepodobne",
    "podle|podľa|říká|tvrdí|hovorí|řekla?",
    "není|nejsou|nebyl[ao]?|nie (?:je|sú)|nikoli|špatně|chybn\\p{L}+|nesprávn\\p{L}+|zle",
    "předpokládejme|predpokladajme|kdyby|keby",
    "(?:více|méně|viac|menej) než|víc než|méně než|přes|skoro|téměř|dvojnásobek|polovina",
    "ne(?=[,.!:])|počkat|počkej|promiň(?:te)?|pardon|oprava|vlastně",
    "tedy|takže|proto|celkem|dohromady|zbývá|zbýva|spolu|výsled\\p{L}+|odpověď|odpoveď",
  ),
  line(
    "Finnish, Estonian",
    "ehkä|kenties|mahdollisesti|luultavasti|võib-olla|ilmselt|vist",
    "mukaan|sanoo|sanoi|väittää|ütleb|ütles|väidab",
    "ei (?:ole|ollut|voi)|eivät ole|ei(?=\\s*[-$(*]*$)|pole|väär\\p{L}*|virhe\\p{L}*",
    "oletetaan|jos .{0,20} olisi|olisi|oletame|oleks",
    "(?:enemmän|vähemmän|suurempi|pienempi) kuin|yli|alle|melkein|kaksi kertaa|rohkem kui|vähem kui|üle|peaaegu",
    "ei|hetkinen|odota|anteeksi|korjaus|oota|vabandust|parandus|tegelikult",
    "siis|joten|siksi|yhteensä|jäljellä|vastaus|tulos|seega|kokku|järelikult|vastus|tulemus",
  ),
  line(
    "Romanian",
    "poate|probabil|posibil",
    "conform|spune|spun|a spus|susține|crede",
    "nu (?:este|e|sunt|era|poate)|nu(?=\\s*[-$(*]*$)|greșit\\p{L}*|incorect\\p{L}*|eroare|imposibil",
    "presupunem|să presupunem|dacă ar fi|ar fi",
    "mai (?:mult|mulți|puțin|mare|mic) (?:de|decât)|peste|sub|aproape|dublul|jumătate din",
    "nu|stai|scuze|pardon|corecție|de fapt",
    "deci|așadar|prin urmare|în total|rămân|împreună|răspunsul|rezultatul",
  ),
  line(
    "Croatian, Serbian, Bosnian, Slovene",
    "možda|mogoče|vjerojatno|verovatno|verjetno",
    "prema|kaže|kažu|rekao|rekla|tvrdi",
    "nije|nisu|(?<=rezultat |odgovor |rešitev )ni(?=\\s*[-$(*]*$)|није|нису|pogrešn\\p{L}+|netačn\\p{L}+|netočn\\p{L}+|napačn\\p{L}+|greška",
    "pretpostavimo|recimo|kad bi|če bi",
    "(?:više|manje|već[ei]|manj[ei]) od|preko|ispod|gotovo|skoro|več kot|manj kot",
    "ne(?=[,.!:])|čekaj|stani|oprosti(?:te)?|ispravak|zapravo|počakaj",
    "dakle|stoga|zato|ukupno|zajedno|preostaje|odgovor|rezultat|torej|skupaj",
  ),
  line(
    "Catalan, Galician",
    "potser|probablement|possiblement",
    "segons|diu(?:en)?|va dir",
    "no (?:és|són|era|pot)|non (?:é|son)|erroni|errònia|incorrecte|equivocat|impossible",
    "suposem|si fos|seria",
    "(?:més|menys) de|més gran que|més petit que|gairebé|quasi|el doble de|la meitat de",
    "no|espera|perdó|de fet|correcció",
    "per tant|així|doncs|en total|queden|junts|resposta|resultat",
  ),
  line(
    "Hungarian",
    "talán|esetleg|valószínűleg|vagy",
    "szerint|mondja|mondta|állítja",
    "nem|hibás|rossz|téves|helytelen",
    "tegyük fel|ha .{0,20} lenne|lenne",
    "(?:több|kevesebb|nagyobb|kisebb) mint|majdnem|kétszerese|fele",
    "nem|várj|bocsánat|elnézést|javítás|valójában",
    "tehát|így|ezért|összesen|együtt|marad|válasz|eredmény",
  ),
  line(
    "Lithuanian, Latvian",
    "galbūt|gal|tikriausiai|varbūt|iespējams",
    "pasak|sako|teigia|saka|apgalvo",
    "nėra|ne(?=\\s*[-$(*]*$)|neteising\\p{L}+|klaida|klaiding\\p{L}+|nav|nepareiz\\p{L}+|kļūda",
    "tarkime|jei būtų|pieņemsim|ja būtu",
    "(?:daugiau|mažiau) (?:nei|kaip)|beveik|vairāk nekā|mazāk nekā|gandrīz",
    "ne(?=[,.!:])|palauk|atsiprašau|iš tikrųjų|nē|pagaidi|piedod",
    "taigi|todėl|iš viso|kartu|liko|atsakymas|tātad|kopā|atbilde",
  ),
  line(
    "Swahili",
    "labda|huenda|pengine",
    "kulingana na|anasema|alisema|wanasema",
    "si(?=\\s*[-$(*]*$)|sio|siyo|si sahihi|makosa|kosa",
    "tuseme|kama ingekuwa|ingekuwa",
    "(?:zaidi|chini|kubwa|ndogo) ya|karibu|mara mbili ya|nusu ya",
    "hapana|subiri|samahani|kwa kweli",
    "kwa hiyo|hivyo|jumla|pamoja|zimebaki|jibu|matokeo",
  ),
  line(
    "Albanian, Icelandic, Afrikaans, Basque, Welsh, Irish, Azerbaijani, Uzbek, Kazakh, Mongolian, Tagalog, Esperanto, Yoruba, Hausa",
    "ndoshta|mbase|kannski|miskien|agian|efallai|b'fhéidir|bəlkə|siguro",
    "sipas|thotë|segir|volgens|meddai|deyir|ayon",
    "nuk (?:është|janë)|s'është|gabim|ekki|rangt|nie(?=\\s*[-$(*]*$)|verkeerd|ez da|oker|nid|nad yw|anghywir|ní|níl|mícheart|deyil|səhv|hindi|mali|emas|емес|эмес|биш|ne estas|kii ṣe|kii se|ba ne",
    "supozojmë|gerum ráð fyrir|gestel|demagun",
    "më (?:shumë|pak) se|meira en|minna en|meer as|minder as|baino (?:gehiago|gutxiago)|higit sa",
    "prit|bíddu|itxaron|xeyr|teka",
    "pra|prandaj|gjithsej|përgjigj\\p{L}+|svarið|samtals|antwoord|dus|erantzun\\p{L}*|beraz|ateb|freagra|cavab|sagot",
  ),
  line(
    "Thai",
    "อาจ|บางที|น่าจะ|หรือไม่ก็",
    "บอกว่า|กล่าวว่า|คิดว่า|ตามที่",
    "ผิด|ไม่ถูกต้อง|เป็นไปไม่ได้",
    "สมมติ",
    "มากกว่า|น้อยกว่า|เกือบ",
    "ไม่|เดี๋ยว|ขอโทษ|จริงๆ",
    "ดังนั้น|เพราะฉะนั้น|รวม|เหลือ|ทั้งหมด|สรุป",
  ),
];

const letters = String.raw`[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]`;

/** The words of one column in every language but English, as the source of a pattern that matches whole words where a script has them. */
export const moodSource = (column: Column): string =>
  `(?<!${letters})(?:${table.flatMap((moods) => moods[column] || []).join("|")})(?!${letters})`;

/** "i" is a word of other languages; "I" of English alone. */
const englishWords = /\b(?:the|are|that|and|it|there|this|she|they|you|have|with|from|for)\b/i;
const english = { test: (text: string): boolean => englishWords.test(text) || /\bI\b/.test(text) };

const compiled = new Map<Column, RegExp>();

/** The pattern of a column's words in every language but English, made once. */
function wordsOf(column: Column): RegExp {
  const known = compiled.get(column) ?? new RegExp(moodSource(column), "iu");
  compiled.set(column, known);
  return known;
}

/** Whether a text that is not English has words of a column. */
export const saysOtherwise = (text: string, column: Column): boolean =>
  !english.test(text) && wordsOf(column).test(text);

/** Tells whether a text has the words of a column: English ones by a pattern of their own, those of other languages where it is not English. */
export function moodTest(englishSource: string, column: Column): (text: string) => boolean {
  const own = new RegExp(String.raw`\b(?:${englishSource})(?![A-Za-z])`, "i");
  return (text) => own.test(text) || (!english.test(text) && wordsOf(column).test(text));
}

/** Whether a text has words of another language than English in a column. */
export function otherMoodTest(pattern: RegExp): (text: string) => boolean {
  return (text) => !english.test(text) && pattern.test(text);
}
