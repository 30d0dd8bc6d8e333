/** The words of a list that blanks separate. */
export const listed = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** Short words of English that are no product of variables. */
export const shortWords = listed(
  "a an the is are be by of on at if no yes not all any odd one two six ten few low up so to as we he it red tan day days man men box cat dog " +
    "art map car bus top mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep oct nov dec am pm dne nor none even true false more " +
    "less than its has her his she they them left for sq per cu way ways dna and or via was were do each who new old both must can may " +
    "since minus mine mint minor main tank sing sins sink expo login logic logo pie pies pin pins pick pink pint pints pipe pipes pig pigs pill spin " +
    "with from that this then when step area side unit units line lines point cup cups cost cell odd sum tens ones",
);

/** Words that multiply the number before them. */
export const scaleWords: ReadonlyMap<string, bigint> = new Map([
  ["dozen", 12n],
  ["hundred", 100n],
  ["thousand", 1000n],
  ["million", 1_000_000n],
  ["billion", 1_000_000_000n],
  ["trillion", 1_000_000_000_000n],
]);

/** Words after which a number is no longer all that is said: no unit contains them. */
export const sentenceWords = listed(
  "if for where when with such that is are was were not no than least most more less every which who because since so then but " +
    "given while unless other between from to must can has have does would will be being both either neither nor",
);

/** Words that may stand before an answer without changing it. */
export const introductions = listed(
  "the a an answer answers is are be equals equal to about approximately roughly approx around exactly value values of we get therefore thus hence so " +
    "usd eur rs inr both either on at maximum minimum final result total there solution solutions which gives it ans sum only simply has have length area volume probability number",
);

/** Words that all say that there is no solution. */
export const emptyWords = listed(
  "none noneexist noneexists nosolution nosolutions norealsolution norealsolutions emptyset nullset nosolutionsexist",
);

/** Words that all say that a value does not exist. */
export const undefinedWords = listed("undefined dne doesnotexist notdefined");

/** Words that all say that there is no end to them. */
export const infinityWords = listed("infinity infinite infinitelymany infinitelymanysolutions");

/** Words that all name the real line. */
export const realLineWords = listed("allrealnumbers allreals realnumbers anyrealnumber allrealx");
