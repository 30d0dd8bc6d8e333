import type { HttpFailure } from "../../http/index.ts";

/** Names that servers give to an account without money or quota; a minute's wait changes nothing. */
const codes: ReadonlySet<string> = new Set(
  [
    "insufficient_quota", // OpenAI, Azure, and gateways that hand it on
    "billing_hard_limit_reached",
    "billing_not_active",
    "account_deactivated",
    "exceeded_current_quota_error", // Moonshot
    "insufficient_balance",
    "insufficient_user_quota", // one-api
    "insufficient_credits",
    "insufficient_funds",
    "credits_exhausted",
    "credit_limit", // Together
    "quota_exceeded",
    "budget_exceeded", // LiteLLM
    "payment_required",
    "billing_error", // Anthropic
    "arrearage", // Alibaba
    "allocationquota.freetieronly",
    "1113", // Zhipu
  ].map((code) => code.toLowerCase()),
);

const words =
  /credit balance|insufficient[ _-](?:account )?(?:balance|credits?|funds?|quota)|balance is insufficient|(?:out of|no|not enough|run out of|requires? more) credits|exceeded your current quota|check your (?:plan and )?billing|billing (?:hard )?limit|spend(?:ing)? (?:limit|cap)|budget (?:has been )?exceeded|exceeded (?:your |the |its )?(?:monthly |total )?budget|usage limits?.{0,40}regain access|free tier.{0,40}exhausted|(?:key|total|monthly) limit exceeded|payment required|余额不足|欠费/i;

/** A limit of a minute is worded as a lack of quota too (Gemini), but says when it ends. */
const endsSoon = /(?:retry|try again) (?:in|after) |"retryDelay"/i;
const perDay = /PerDay|per[ _-]day/;

const longestPauseMs = 3_600_000;
const refusals: ReadonlySet<number> = new Set([400, 402, 403, 429]);

/** Why an account can buy no more for now, in words; undefined where the failure is another. */
export function exhaustion({ kind, status = 0, said, retryAfterMs }: HttpFailure): string | undefined {
  if (status === 402) return "the account has no credit left";
  const isErrorInSuccess = kind === "answer" && said !== undefined; // of gateways that answer 200 whatever happens
  if (!refusals.has(status) && !isErrorInSuccess) return undefined;
  const known = said?.codes.some((code) => codes.has(code.toLowerCase())) === true;
  const text = said?.text ?? "";
  const isWorded = words.test(text) && (!(retryAfterMs !== undefined || endsSoon.test(text)) || perDay.test(text));
  if (known || isWorded) return "the account has no credit or quota left";
  if (retryAfterMs === undefined || retryAfterMs <= longestPauseMs) return undefined;
  return `it asks for a pause of ${Math.round(retryAfterMs / longestPauseMs)} hours`;
}
