import type { VNode } from "preact";
import { groups } from "../../../src/view/shared/filter-groups.ts";
import type { Facet, Filter } from "../../../src/view/shared/filter.ts";
import { count } from "../parts/figures.ts";
import { Plain } from "../parts/prose.tsx";

interface FilterBarProps {
  readonly filter: Filter;
  readonly facets: Readonly<Record<string, readonly Facet[]>>;
  readonly onFilter: (filter: Filter) => void;
}

/** The filters: of each group one value, with how many rollouts it would leave. */
export function FilterBar({ filter, facets, onFilter }: FilterBarProps): VNode {
  const choose = (group: string, value: string): void => {
    const { [group]: before, ...others } = filter.chosen;
    onFilter({ ...filter, chosen: before === value ? others : { ...others, [group]: value } });
  };
  const stage = (value: string): void => onFilter({ ...filter, stage: filter.stage === value ? "" : value });
  const isAny = filter.text !== "" || filter.stage !== "" || Object.keys(filter.chosen).length > 0;
  const search = (
    <label class="search">
      <span class="unseen">Search questions, answers and names</span>
      <input
        id="search"
        type="search"
        placeholder="Search questions, answers, names  /"
        value={filter.text}
        onInput={({ currentTarget }) => onFilter({ ...filter, text: currentTarget.value })}
      />
    </label>
  );
  const [kind, ...others] = groups;
  return (
    <div class="filters">
      {search}
      <details open={isWide()}>
        <summary>Filters{isAny && " (some are set)"}</summary>
        {kind && (
          <Chips
            group={kind.name}
            label={kind.label}
            facets={facets}
            chosen={filter.chosen[kind.name]}
            onChoose={(value) => choose(kind.name, value)}
          />
        )}
        <Chips group="stage" label="" facets={facets} chosen={filter.stage} onChoose={stage} />
        {others.map(({ name, label }) => (
          <Chips
            key={name}
            group={name}
            label={label}
            facets={facets}
            chosen={filter.chosen[name]}
            onChoose={(value) => choose(name, value)}
          />
        ))}
        {isAny && (
          <button type="button" class="link" onClick={() => onFilter({ text: "", stage: "", chosen: {} })}>
            Clear all filters
          </button>
        )}
      </details>
    </div>
  );
}

const isWide = (): boolean => matchMedia("(min-width: 60rem)").matches;

interface ChipsProps {
  readonly group: string;
  readonly label: string;
  readonly facets: FilterBarProps["facets"];
  readonly chosen: string | undefined;
  readonly onChoose: (value: string) => void;
}

/** A group's values; those that would leave nothing are not offered. */
function Chips({ group, label, facets, chosen, onChoose }: ChipsProps): VNode | null {
  const offered = (facets[group] ?? []).filter(({ value, count: found }) => found > 0 || value === chosen);
  if (offered.length === 0) return null;
  return (
    <fieldset class="chips">
      <legend class={label === "" ? "unseen" : ""}>{label === "" ? "Part of the run" : label}</legend>
      {offered.map(({ value, label: words, count: found }) => (
        <button
          type="button"
          key={value}
          class="chip"
          aria-pressed={value === chosen}
          data-filter={`${group}=${value}`}
          onClick={() => onChoose(value)}
        >
          <Plain text={words} /> <span class="number">{count(found)}</span>
        </button>
      ))}
    </fieldset>
  );
}
