import { each, jpy, kwd, vat15, vat19inside, type Life } from './lives.fixture'

/** Changes of plan, interval and seats at known instants, and the end. Prorated by the second on the price paid. */
export const changeLives: readonly Life[] = [
  {
    name: 'upgraded in the middle of March pays the rest of the dearer month less the rest of the cheaper', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-16T12:00', (life) => life.change({ plan: 'enterprise' })]], until: '2026-04-02T00:00',
    charges: ['2026-03-01T00:00 2900', '2026-03-16T12:00 8500', '2026-04-01T00:00 19900'], // 9950 − 1450
  },
  {
    name: 'upgraded in Kolkata one second before local midnight', given: { at: '2026-03-01T06:00', plan: 'pro', timeZone: 'Asia/Kolkata' },
    steps: [['2026-03-20T18:29:59Z', (life) => life.change({ plan: 'enterprise' })]], until: '2026-03-31T20:00',
    charges: ['2026-03-01T06:00 2900', '2026-03-20T18:29 6127', '2026-03-31T18:30 19900'], // 7172 − 1045
  },
  {
    name: 'upgraded in Los Angeles on the morning the clocks jump', given: { at: '2026-03-01T12:00', plan: 'pro', timeZone: 'America/Los_Angeles' },
    steps: [['2026-03-08T10:00', (life) => life.change({ plan: 'enterprise' })]], until: '2026-04-01T08:00',
    charges: ['2026-03-01T12:00 2900', '2026-03-08T10:00 13181', '2026-04-01T07:00 19900'], // 15430 − 2249
  },
  {
    name: 'upgraded in Bogotá at local midnight', given: { at: '2026-02-10T12:00', plan: 'pro', timeZone: 'America/Bogota' },
    steps: [['2026-02-24T05:00', (life) => life.change({ plan: 'enterprise' })]], until: '2026-03-11T00:00',
    charges: ['2026-02-10T12:00 2900', '2026-02-24T05:00 8590', '2026-03-10T05:00 19900'], // 10055 − 1465
  },
  {
    name: 'upgraded in yen', given: { at: '2026-04-01T00:00', plan: 'pro', timeZone: 'Asia/Tokyo', currency: 'JPY', plans: jpy },
    steps: [['2026-04-16T00:00', (life) => life.change({ plan: 'enterprise' })]], until: '2026-05-01T00:00',
    charges: ['2026-04-01T00:00 4350', '2026-04-16T00:00 12564', '2026-04-30T15:00 29800'], // 14711 − 2147
  },
  {
    name: 'upgraded in dinars', given: { at: '2026-04-01T00:00', plan: 'pro', timeZone: 'Asia/Kuwait', currency: 'KWD', plans: kwd },
    steps: [['2026-04-11T08:00', (life) => life.change({ plan: 'enterprise' })]], until: '2026-05-01T00:00',
    charges: ['2026-04-01T00:00 8905', '2026-04-11T08:00 34240', '2026-04-30T21:00 61250'], // 40065 − 5825
  },
  {
    name: 'upgraded with 15 % tax on top is taxed on the difference', given: { at: '2026-03-01T00:00', plan: 'pro', tax: vat15 },
    steps: [['2026-03-16T12:00', (life) => life.change({ plan: 'enterprise' })]], until: '2026-03-20T00:00', charges: ['2026-03-01T00:00 3335', '2026-03-16T12:00 9775'],
  },
  {
    name: 'upgraded with tax inside the prices pays the difference of the prices', given: { at: '2026-03-01T00:00', plan: 'pro', tax: vat19inside },
    steps: [['2026-03-16T12:00', (life) => life.change({ plan: 'enterprise' })]], until: '2026-03-20T00:00', charges: ['2026-03-01T00:00 2900', '2026-03-16T12:00 8500'],
  },
  {
    name: 'upgraded in the second it began costs the whole difference', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-01T00:00', (life) => life.change({ plan: 'enterprise' })]], until: '2026-03-20T00:00', charges: ['2026-03-01T00:00 2900', '2026-03-01T00:00 17000'],
  },
  {
    name: 'upgraded in the last second of the period costs next to nothing', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-31T23:59:59Z', (life) => life.change({ plan: 'enterprise' })]], until: '2026-03-31T23:59:59Z', charges: ['2026-03-01T00:00 2900'],
  },
  {
    name: 'an upgrade that is not paid expires after an hour and leaves everything as it was', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-16T12:00', (life) => life.change({ plan: 'enterprise' }, false)]], until: '2026-04-02T00:00', charges: each(2900, '2026-03-01T00:00', '2026-04-01T00:00'),
  },
  {
    name: 'an upgrade paid within its hour is applied as of the moment it was confirmed', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-16T12:00', (life) => life.change({ plan: 'enterprise' }, false)], ['2026-03-16T12:50', (life) => life.payAll()]], until: '2026-03-20T00:00',
    charges: ['2026-03-01T00:00 2900', '2026-03-16T12:00 8500'],
  },
  {
    name: 'a second upgrade takes the place of one that waits for its money', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-16T12:00', (life) => life.change({ plan: 'enterprise' }, false)], ['2026-03-16T12:20', (life) => life.change({ quantity: 2 })]], until: '2026-03-20T00:00',
    charges: ['2026-03-01T00:00 2900', '2026-03-16T12:20 1448'], // 2897 − 1449
  },
  {
    name: 'downgraded keeps the plan until the period ends', given: { at: '2026-03-01T00:00', plan: 'enterprise' },
    steps: [['2026-03-10T00:00', (life) => life.change({ plan: 'pro' })]], until: '2026-05-02T00:00',
    charges: ['2026-03-01T00:00 19900', ...each(2900, '2026-04-01T00:00', '2026-05-01T00:00')],
  },
  {
    name: 'a downgrade taken back changes nothing', given: { at: '2026-03-01T00:00', plan: 'enterprise' },
    steps: [['2026-03-10T00:00', (life) => life.change({ plan: 'pro' })], ['2026-03-20T00:00', (life) => life.change({ plan: 'enterprise' })]], until: '2026-04-02T00:00',
    charges: each(19900, '2026-03-01T00:00', '2026-04-01T00:00'),
  },
  {
    name: 'downgraded to free is charged nothing more', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-10T00:00', (life) => life.change({ plan: 'free' })]], until: '2026-06-15T00:00', charges: each(2900, '2026-03-01T00:00'), periodEnd: '2026-07-01T00:00',
  },
  {
    name: 'upgraded from free begins a whole period of its own', given: { at: '2026-03-01T00:00', plan: 'free' },
    steps: [['2026-03-10T15:00', (life) => life.change({ plan: 'pro' })]], until: '2026-04-11T00:00', charges: each(2900, '2026-03-10T15:00', '2026-04-10T00:00'), periodEnd: '2026-05-10T00:00',
  },
  {
    name: 'upgraded from free on its first day pays a whole period all the same', given: { at: '2026-03-01T10:00', plan: 'free' },
    steps: [['2026-03-01T15:00', (life) => life.change({ plan: 'pro' })]], until: '2026-04-02T00:00', charges: each(2900, '2026-03-01T15:00', '2026-04-01T00:00'), periodEnd: '2026-05-01T00:00',
  },
  {
    name: 'from the month to the year begins a year today, less what is left of the month', given: { at: '2026-01-31T09:00', plan: 'pro' },
    steps: [['2026-02-10T09:00', (life) => life.change({ interval: 'year' })]], until: '2027-02-11T00:00',
    charges: ['2026-01-31T09:00 2900', '2026-02-10T09:00 27150', '2027-02-10T00:00 29000'], // 29000 − 1850
  },
  {
    name: 'from the year to the month waits for the end of the year', given: { at: '2026-01-31T12:00', plan: 'pro', interval: 'year' },
    steps: [['2026-07-01T00:00', (life) => life.change({ interval: 'month' })]], until: '2027-03-01T00:00',
    charges: ['2026-01-31T12:00 29000', ...each(2900, '2027-01-31T00:00', '2027-02-28T00:00')],
  },
  {
    name: 'upgraded by the year in July pays seven months of the difference', given: { at: '2026-01-31T12:00', plan: 'pro', interval: 'year' },
    steps: [['2026-07-01T00:00', (life) => life.change({ plan: 'enterprise' })]], until: '2026-12-01T00:00', charges: ['2026-01-31T12:00 29000', '2026-07-01T00:00 99808'], // 116834 − 17026
    periodEnd: '2027-01-31T00:00',
  },
  {
    name: 'from a year of one plan to a month of a dearer one gives the rest of the year back as credit', given: { at: '2026-01-31T12:00', plan: 'pro', interval: 'year', plans: [
      { code: 'pro', rank: 2, month: 2_900n, year: 29_000n }, { code: 'plus', rank: 3, month: 3_900n, year: 39_000n },
    ] },
    steps: [['2026-07-01T00:00', (life) => life.change({ plan: 'plus', interval: 'month' })]], until: '2026-08-02T00:00',
    charges: ['2026-01-31T12:00 29000', '2026-08-01T00:00 3900'], credits: ['2026-07-01T00:00 13126'], // 17026 − 3900
  },
  {
    name: 'two more seats on the eleventh pay two thirds of a month each', given: { at: '2026-03-01T00:00', plan: 'pro', quantity: 3 },
    steps: [['2026-03-11T00:00', (life) => life.change({ quantity: 5 })]], until: '2026-04-02T00:00', charges: ['2026-03-01T00:00 8700', '2026-03-11T00:00 3929', '2026-04-01T00:00 14500'], // 9823 − 5894
  },
  {
    name: 'fewer seats wait for the end of the period', given: { at: '2026-03-01T00:00', plan: 'pro', quantity: 5 },
    steps: [['2026-03-11T00:00', (life) => life.change({ quantity: 2 })]], until: '2026-04-02T00:00', charges: ['2026-03-01T00:00 14500', '2026-04-01T00:00 5800'],
  },
  {
    name: 'canceled at the end works until then and is not renewed', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-10T00:00', (life) => life.cancel()]], until: '2026-06-01T00:00', charges: each(2900, '2026-03-01T00:00'), status: 'canceled',
  },
  {
    name: 'canceled and kept after all renews', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-10T00:00', (life) => life.cancel()], ['2026-03-31T23:00', (life) => life.uncancel()]], until: '2026-04-02T00:00', charges: each(2900, '2026-03-01T00:00', '2026-04-01T00:00'),
  },
  {
    name: 'canceled today gives the unused rest back', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-11T00:00', (life) => life.stop('cancel_now')]], until: '2026-06-01T00:00', charges: each(2900, '2026-03-01T00:00'), credits: ['2026-03-11T00:00 1965'], status: 'canceled',
  },
  {
    name: 'canceled today gives the tax on the rest back too', given: { at: '2026-03-01T00:00', plan: 'pro', tax: vat15 },
    steps: [['2026-03-11T00:00', (life) => life.stop('cancel_now')]], until: '2026-06-01T00:00', charges: ['2026-03-01T00:00 3335'], credits: ['2026-03-11T00:00 2260'], status: 'canceled', // 1965 + 295
  },
  {
    name: 'canceled today where the operator gives nothing back', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-11T00:00', (life) => life.stop('cancel_now', false)]], until: '2026-06-01T00:00', charges: each(2900, '2026-03-01T00:00'), status: 'canceled',
  },
  {
    name: 'canceled today in the middle of a year', given: { at: '2026-01-31T12:00', plan: 'pro', interval: 'year' },
    steps: [['2026-07-01T00:00', (life) => life.stop('cancel_now')]], until: '2027-06-01T00:00', charges: ['2026-01-31T12:00 29000'], credits: ['2026-07-01T00:00 17026'], status: 'canceled',
  },
  {
    name: 'upgraded and then canceled today gives back the rest of the dearer plan only', given: { at: '2026-03-01T00:00', plan: 'pro' },
    steps: [['2026-03-16T12:00', (life) => life.change({ plan: 'enterprise' })], ['2026-03-24T06:00', (life) => life.stop('cancel_now')]], until: '2026-06-01T00:00',
    charges: ['2026-03-01T00:00 2900', '2026-03-16T12:00 8500'], credits: ['2026-03-24T06:00 4975'], status: 'canceled', // half of the 9950
  },
]
