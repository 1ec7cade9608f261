import { each, jpy, kwd, type Life } from './lives.fixture'

/** The three pauses and what ends them. */
export const pauseLives: readonly Life[] = [
  {
    name: 'paused at the end of the period is not charged while it rests', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-10T00:00', (life) => life.pauseAtEnd()]], until: '2026-08-01T00:00', charges: each(2900, '2026-03-01T00:00'), status: 'paused',
  },
  {
    name: 'a pause taken back before it began changes nothing', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-10T00:00', (life) => life.pauseAtEnd()], ['2026-03-20T00:00', (life) => life.resume()]], until: '2026-04-02T00:00', charges: each(2900, '2026-03-01T00:00', '2026-04-01T00:00'),
  },
  {
    name: 'resumed after a pause begins a new period on that day', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-10T00:00', (life) => life.pauseAtEnd()], ['2026-05-17T10:30', (life) => life.resume()]], until: '2026-07-18T00:00',
    charges: each(2900, '2026-03-01T00:00', '2026-05-17T10:30', '2026-06-17T00:00', '2026-07-17T00:00'), periodEnd: '2026-08-17T00:00',
  },
  {
    name: 'paused until a day resumes by itself', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-10T00:00', (life) => life.pauseAtEnd(new Date('2026-04-20T08:00:00Z'))]], until: '2026-05-21T00:00',
    charges: each(2900, '2026-03-01T00:00', '2026-04-20T08:00', '2026-05-20T00:00'), periodEnd: '2026-06-20T00:00',
  },
  {
    name: 'paused today gives the rest back and rests', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-11T00:00', (life) => life.stop('pause_now')]], until: '2026-08-01T00:00', charges: each(2900, '2026-03-01T00:00'), credits: ['2026-03-11T00:00 1965'], status: 'paused',
  },
  {
    name: 'paused today and resumed pays a whole new period', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-11T00:00', (life) => life.stop('pause_now')], ['2026-03-21T00:00', (life) => life.resume()]], until: '2026-04-22T00:00',
    charges: each(2900, '2026-03-01T00:00', '2026-03-21T00:00', '2026-04-21T00:00'), credits: ['2026-03-11T00:00 1965'], periodEnd: '2026-05-21T00:00',
  },
  {
    name: 'paused today in dinars', given: { at: '2026-04-01T00:00', plan: 'pro', timeZone: 'Asia/Kuwait', currency: 'KWD', plans: kwd },
    steps: [['2026-04-20T21:00', (life) => life.stop('pause_now')]], until: '2026-05-01T00:00', charges: ['2026-04-01T00:00 8905'], credits: ['2026-04-20T21:00 2981'], status: 'paused',
  },
  {
    name: 'paused today in yen', given: { at: '2026-04-01T00:00', plan: 'pro', timeZone: 'Asia/Tokyo', currency: 'JPY', plans: jpy },
    steps: [['2026-04-16T00:00', (life) => life.stop('pause_now')]], until: '2026-05-01T00:00', charges: ['2026-04-01T00:00 4350'], credits: ['2026-04-16T00:00 2147'], status: 'paused',
  },
  {
    name: 'paused today with a renewal unpaid gives nothing back', given: { at: '2026-03-01T00:00', plan: 'pro', pays: false },
    steps: [['2026-03-01T01:00', (life) => life.payAll()], ['2026-04-03T00:00', (life) => life.stop('pause_now')]], until: '2026-04-10T00:00',
    charges: each(2900, '2026-03-01T00:00', '2026-04-01T00:00'), status: 'paused',
  },
  {
    name: 'a resumption that is not paid leaves it paused', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-11T00:00', (life) => life.stop('pause_now')], ['2026-03-21T00:00', (life) => life.resume(false)]], until: '2026-04-22T00:00',
    charges: each(2900, '2026-03-01T00:00'), credits: ['2026-03-11T00:00 1965'], status: 'paused',
  },
  {
    name: 'with collecting paused invoices go on and nothing is overdue', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-10T00:00', (life) => life.pauseCollection()]], until: '2026-07-15T00:00',
    charges: each(2900, '2026-03-01T00:00', '2026-04-01T00:00', '2026-05-01T00:00', '2026-06-01T00:00', '2026-07-01T00:00'), periodEnd: '2026-08-01T00:00',
  },
  {
    name: 'with collecting resumed what was left is due a week later', given: { at: '2026-03-01T00:00', plan: 'pro', pays: false },
    steps: [['2026-03-01T01:00', (life) => life.payAll()], ['2026-03-10T00:00', (life) => life.pauseCollection()], ['2026-05-15T00:00', (life) => life.resume()]], until: '2026-05-22T00:00',
    charges: each(2900, '2026-03-01T00:00', '2026-04-01T00:00', '2026-05-01T00:00'), status: 'past_due',
  },
  {
    name: 'with collecting resumed six days ago nothing is overdue yet', given: { at: '2026-03-01T00:00', plan: 'pro', pays: false },
    steps: [['2026-03-01T01:00', (life) => life.payAll()], ['2026-03-10T00:00', (life) => life.pauseCollection()], ['2026-05-15T00:00', (life) => life.resume()]], until: '2026-05-21T23:59',
    charges: each(2900, '2026-03-01T00:00', '2026-04-01T00:00', '2026-05-01T00:00'),
  },
  {
    name: 'canceled while paused ends at once', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-10T00:00', (life) => life.pauseAtEnd()], ['2026-04-10T00:00', (life) => life.cancel()]], until: '2026-08-01T00:00', charges: each(2900, '2026-03-01T00:00'), status: 'canceled',
  },
]
