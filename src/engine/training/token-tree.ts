/** A sequence of tokens with the loss weight of each. */
export interface WeightedRow {
  /** For messages about this row. */
  readonly id: string;
  readonly tokens: readonly number[];
  /** weights[i] multiplies the negative log-likelihood of tokens[i] given tokens[0..i-1]; weights[0] must be 0. */
  readonly weights: readonly number[];
}

/** One token in a tree of rows: rows that begin alike share their first nodes. */
export interface TokenNode {
  readonly token: number;
  readonly children: Map<number, TokenNode>;
  /** The sum of the rows' loss weights of this token. */
  weight: number;
  /** Whether a row asks for the likelihood of this token. */
  isTarget: boolean;
}

const newNode = (token: number): TokenNode => ({ token, children: new Map(), weight: 0, isTarget: false });

/**
 * Rows of tokens merged where they begin alike, so that a common beginning is computed once: the turns of one
 * trajectory, or many answers to one prompt. Losses and gradients stay those of separate rows, since a token sees its
 * ancestors alone and weights of equal tokens after equal histories add up.
 *
 * Only tokens with a successor are read by the model (steps); the last token of a row is only predicted.
 */
export class TokenTree {
  /** Has no token; its children are first tokens of rows. */
  readonly root: TokenNode = newNode(-1);
  #steps = 0;

  /** Number of tokens that the model must read. */
  get steps(): number {
    return this.#steps;
  }

  /** By how many steps `row` would make the tree grow. */
  growth(tokens: readonly number[]): number {
    let node: TokenNode | undefined = this.root;
    for (let i = 0; i + 1 < tokens.length; i++) {
      node = node.children.get(tokens[i] ?? -1);
      if (!node || node.children.size === 0) return tokens.length - 1 - i;
    }
    return 0;
  }

  /**
   * Merges a row into the tree.
   *
   * @returns the row's nodes, one for each token
   */
  insert({ tokens, weights }: Pick<WeightedRow, "tokens" | "weights">): TokenNode[] {
    this.#steps += this.growth(tokens);
    let node = this.root;
    return tokens.map((token, i) => {
      node = childOf(node, token);
      const weight = weights[i] ?? 0;
      node.weight += weight;
      node.isTarget ||= weight !== 0;
      return node;
    });
  }
}

function childOf(node: TokenNode, token: number): TokenNode {
  const known = node.children.get(token);
  if (known) return known;
  const child = newNode(token);
  node.children.set(token, child);
  return child;
}
