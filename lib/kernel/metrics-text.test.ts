import { expect, it } from 'vitest'
import { metricsText } from './metrics-text'

it('a metric is named once, its labels are escaped, and the text ends with a line break', () => {
  expect(metricsText([{ name: 'a_total', help: 'All.', kind: 'counter', samples: [{ labels: { model: 'x"\\y\nz' }, value: '12' }, { suffix: '_sum', value: 3 }] }]))
    .toBe('# HELP a_total All.\n# TYPE a_total counter\na_total{model="x\\"\\\\y\\nz"} 12\na_total_sum 3\n')
})
