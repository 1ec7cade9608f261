import { each, type Life } from './lives.fixture'

/** Trials: what they turn into, and what they leave behind. */
export const trialLives: readonly Life[] = [
  {
    name: 'a trial of fourteen days turns into a paid month that begins when it ends', given: { at: '2026-03-01T10:00', plan: 'trial', isTrial: true }, until: '2026-04-16T00:00',
    charges: each(2900, '2026-03-15T10:00', '2026-04-15T00:00'), periodEnd: '2026-05-15T00:00',
  },
  {
    name: 'a trial over the end of the month anchors on the day it ends', given: { at: '2026-01-17T10:00', plan: 'trial', isTrial: true }, until: '2026-04-01T00:00',
    charges: each(2900, '2026-01-31T10:00', '2026-02-28T00:00', '2026-03-31T00:00'), periodEnd: '2026-04-30T00:00',
  },
  { name: 'a trial whose first invoice is not paid is given up after three days', given: { at: '2026-03-01T10:00', plan: 'trial', isTrial: true, pays: false }, until: '2026-03-20T00:00', charges: [], status: 'expired' },
  {
    name: 'a trial whose first invoice is still open on the third day waits', given: { at: '2026-03-01T10:00', plan: 'trial', isTrial: true, pays: false }, until: '2026-03-18T09:59',
    charges: each(2900, '2026-03-15T10:00'), status: 'incomplete',
  },
  {
    name: 'a trial paid two days late runs from the day it ended', given: { at: '2026-03-01T10:00', plan: 'trial', isTrial: true, pays: false },
    steps: [['2026-03-17T10:00', (life) => life.payAll()]], until: '2026-03-20T00:00', charges: each(2900, '2026-03-15T10:00'), periodEnd: '2026-04-15T00:00',
  },
  {
    name: 'a trial canceled costs nothing and works until it ends', given: { at: '2026-03-01T10:00', plan: 'trial', isTrial: true }, steps: [['2026-03-05T00:00', (life) => life.cancel()]],
    until: '2026-03-15T09:59', charges: [], status: 'trialing',
  },
  {
    name: 'a trial canceled is over when it ends', given: { at: '2026-03-01T10:00', plan: 'trial', isTrial: true }, steps: [['2026-03-05T00:00', (life) => life.cancel()]], until: '2026-05-01T00:00',
    charges: [], status: 'canceled',
  },
  {
    name: 'a trial canceled and kept turns into a paid month', given: { at: '2026-03-01T10:00', plan: 'trial', isTrial: true },
    steps: [['2026-03-05T00:00', (life) => life.cancel()], ['2026-03-06T00:00', (life) => life.uncancel()]], until: '2026-03-20T00:00', charges: each(2900, '2026-03-15T10:00'),
  },
  {
    name: 'another plan with a trial is tried for the rest of the days', given: { at: '2026-03-01T10:00', plan: 'trial', isTrial: true },
    steps: [['2026-03-05T00:00', (life) => life.change({ plan: 'trialPlus' })]], until: '2026-03-20T00:00', charges: each(9900, '2026-03-15T10:00'),
  },
  {
    name: 'a plan without a trial ends the trial and is paid at once', given: { at: '2026-03-01T10:00', plan: 'trial', isTrial: true },
    steps: [['2026-03-05T00:00', (life) => life.change({ plan: 'enterprise' })]], until: '2026-04-06T00:00', charges: each(19900, '2026-03-05T00:00', '2026-04-05T00:00'),
  },
  {
    name: 'a plan without a trial that is not paid leaves the trial as it was', given: { at: '2026-03-01T10:00', plan: 'trial', isTrial: true },
    steps: [['2026-03-05T00:00', (life) => life.change({ plan: 'enterprise' }, false)]], until: '2026-03-20T00:00', charges: each(2900, '2026-03-15T10:00'),
  },
  { name: 'a trial of three days becomes a paid month on the fourth', given: { at: '2026-03-01T10:00', plan: 'short', isTrial: true }, until: '2026-03-10T00:00', charges: each(2900, '2026-03-04T10:00') },
  { name: 'a trial ended today costs nothing', given: { at: '2026-03-01T10:00', plan: 'trial', isTrial: true }, steps: [['2026-03-03T00:00', (life) => life.stop('cancel_now')]], until: '2026-05-01T00:00', charges: [], status: 'canceled' },
]
