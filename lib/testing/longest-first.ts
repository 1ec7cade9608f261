import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes minutes, the longest first: begun last, one of them would run alone for all of its time. */
const minutes = ['instances/platform/reconcile/kills.long', 'billing/soaks/', 'billing/coins/coin-histories', 'billing/runs/run.long']

const rank = ({ moduleId }: TestSpecification): number => {
  const at = minutes.findIndex((part) => moduleId.includes(part))
  return at === -1 ? minutes.length : at
}

/** The order in which the files of a run are begun. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}
