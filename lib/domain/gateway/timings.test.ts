import { expect, it } from 'vitest'
import { metricsText } from '@/lib/kernel/metrics-text'
import { Timings } from './timings'

it('times stand under every bound that they do not pass, with their sum and their number', () => {
  const timings = new Timings('wait_seconds', 'Waiting.', [0.5, 1])
  const [first, second] = [timings.with({ phase: 'one' }), timings.with({ phase: 'two' })]
  for (const seconds of [0.25, 0.5, 0.75, 4]) first.observe(seconds)
  second.observe(1)
  expect(metricsText([timings.metric()])).toBe([
    '# HELP wait_seconds Waiting.', '# TYPE wait_seconds histogram',
    'wait_seconds_bucket{phase="one",le="0.5"} 2', 'wait_seconds_bucket{phase="one",le="1"} 3', 'wait_seconds_bucket{phase="one",le="+Inf"} 4',
    'wait_seconds_sum{phase="one"} 5.5', 'wait_seconds_count{phase="one"} 4',
    'wait_seconds_bucket{phase="two",le="0.5"} 0', 'wait_seconds_bucket{phase="two",le="1"} 1', 'wait_seconds_bucket{phase="two",le="+Inf"} 1',
    'wait_seconds_sum{phase="two"} 1', 'wait_seconds_count{phase="two"} 1', '',
  ].join('\n'))
})
