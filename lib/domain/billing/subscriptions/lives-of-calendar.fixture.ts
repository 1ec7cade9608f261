import { each, jpy, kwd, vat15, vat19inside, type Life } from './lives.fixture'

/** Periods on the calendar: clamped days, leap years, zones with and without midnights, currencies with 0, 2 and 3 decimals. */
export const calendarLives: readonly Life[] = [
  {
    name: 'monthly on the 31st over two years keeps to the last day and goes back to the 31st', given: { at: '2026-01-31T09:00', plan: 'pro' }, until: '2028-01-31T00:00:01Z',
    charges: each(
      2900, '2026-01-31T09:00', '2026-02-28T00:00', '2026-03-31T00:00', '2026-04-30T00:00', '2026-05-31T00:00', '2026-06-30T00:00', '2026-07-31T00:00', '2026-08-31T00:00',
      '2026-09-30T00:00', '2026-10-31T00:00', '2026-11-30T00:00', '2026-12-31T00:00', '2027-01-31T00:00', '2027-02-28T00:00', '2027-03-31T00:00', '2027-04-30T00:00',
      '2027-05-31T00:00', '2027-06-30T00:00', '2027-07-31T00:00', '2027-08-31T00:00', '2027-09-30T00:00', '2027-10-31T00:00', '2027-11-30T00:00', '2027-12-31T00:00', '2028-01-31T00:00',
    ),
    periodEnd: '2028-02-29T00:00',
  },
  {
    name: 'yearly from 29 February renews on the 28th and comes back to the 29th', given: { at: '2024-02-29T08:00', plan: 'pro', interval: 'year' }, until: '2029-01-01T00:00',
    charges: each(29000, '2024-02-29T08:00', '2025-02-28T00:00', '2026-02-28T00:00', '2027-02-28T00:00', '2028-02-29T00:00'), periodEnd: '2029-02-28T00:00',
  },
  {
    name: 'in Kolkata begins on the local 31st although it is the 30th in UTC', given: { at: '2026-01-30T20:00', plan: 'pro', timeZone: 'Asia/Kolkata' }, until: '2026-05-01T00:00',
    charges: each(2900, '2026-01-30T20:00', '2026-02-27T18:30', '2026-03-30T18:30', '2026-04-29T18:30'), periodEnd: '2026-05-30T18:30',
  },
  {
    name: 'in Kolkata begins on 1 June although it is still May in UTC', given: { at: '2026-05-31T23:30', plan: 'pro', timeZone: 'Asia/Kolkata' }, until: '2026-08-01T00:00',
    charges: each(2900, '2026-05-31T23:30', '2026-06-30T18:30', '2026-07-31T18:30'), periodEnd: '2026-08-31T18:30',
  },
  {
    name: 'in Bogotá renews at local midnight, five hours after UTC’s', given: { at: '2026-02-10T12:00', plan: 'pro', timeZone: 'America/Bogota' }, until: '2026-06-01T00:00',
    charges: each(2900, '2026-02-10T12:00', '2026-03-10T05:00', '2026-04-10T05:00', '2026-05-10T05:00'), periodEnd: '2026-06-10T05:00',
  },
  {
    name: 'in Los Angeles moves with the clocks in spring', given: { at: '2026-02-08T12:00', plan: 'pro', timeZone: 'America/Los_Angeles' }, until: '2026-06-01T00:00',
    charges: each(2900, '2026-02-08T12:00', '2026-03-08T08:00', '2026-04-08T07:00', '2026-05-08T07:00'), periodEnd: '2026-06-08T07:00',
  },
  {
    name: 'in Los Angeles moves with the clocks in autumn', given: { at: '2026-10-01T12:00', plan: 'pro', timeZone: 'America/Los_Angeles' }, until: '2026-12-20T00:00',
    charges: each(2900, '2026-10-01T12:00', '2026-11-01T07:00', '2026-12-01T08:00'), periodEnd: '2027-01-01T08:00',
  },
  {
    name: 'in Cairo renews on the day that has no midnight', given: { at: '2024-03-26T10:00', plan: 'pro', timeZone: 'Africa/Cairo' }, until: '2024-06-01T00:00',
    charges: each(2900, '2024-03-26T10:00', '2024-04-25T22:00', '2024-05-25T21:00'), periodEnd: '2024-06-25T21:00',
  },
  {
    name: 'in São Paulo renews on the day that begins at one', given: { at: '2018-10-04T12:00', plan: 'pro', timeZone: 'America/Sao_Paulo' }, until: '2018-12-20T00:00',
    charges: each(2900, '2018-10-04T12:00', '2018-11-04T03:00', '2018-12-04T02:00'), periodEnd: '2019-01-04T02:00',
  },
  {
    name: 'in Apia renews although the day was skipped', given: { at: '2011-11-30T12:00', plan: 'pro', timeZone: 'Pacific/Apia' }, until: '2012-02-01T00:00',
    charges: each(2900, '2011-11-30T12:00', '2011-12-30T10:00', '2012-01-29T10:00'), periodEnd: '2012-02-28T10:00',
  },
  {
    name: 'in Kathmandu keeps to quarter hours', given: { at: '2026-01-15T00:00', plan: 'pro', timeZone: 'Asia/Kathmandu' }, until: '2026-04-01T00:00',
    charges: each(2900, '2026-01-15T00:00', '2026-02-14T18:15', '2026-03-14T18:15'), periodEnd: '2026-04-14T18:15',
  },
  {
    name: 'in Berlin keeps the 30th through both changes of the clocks', given: { at: '2026-03-30T12:00', plan: 'pro', timeZone: 'Europe/Berlin' }, until: '2026-11-15T00:00',
    charges: each(2900, '2026-03-30T12:00', '2026-04-29T22:00', '2026-05-29T22:00', '2026-06-29T22:00', '2026-07-29T22:00', '2026-08-29T22:00', '2026-09-29T22:00', '2026-10-29T23:00'),
    periodEnd: '2026-11-29T23:00',
  },
  {
    name: 'yearly in Cairo keeps the 31st of January', given: { at: '2026-01-31T12:00', plan: 'enterprise', interval: 'year', timeZone: 'Africa/Cairo' }, until: '2028-06-01T00:00',
    charges: each(199000, '2026-01-31T12:00', '2027-01-30T22:00', '2028-01-30T22:00'), periodEnd: '2029-01-30T22:00',
  },
  {
    name: 'in yen charges whole yen', given: { at: '2026-04-01T00:00', plan: 'pro', timeZone: 'Asia/Tokyo', currency: 'JPY', plans: jpy, tax: vat15 }, until: '2026-05-15T00:00',
    charges: ['2026-04-01T00:00 5002', '2026-04-30T15:00 5002'], // 4350 + 652.5 → 652 half to even
  },
  {
    name: 'in dinars charges thousandths', given: { at: '2026-04-01T00:00', plan: 'pro', timeZone: 'Asia/Kuwait', currency: 'KWD', plans: kwd, tax: vat15 }, until: '2026-05-15T00:00',
    charges: ['2026-04-01T00:00 10241', '2026-04-30T21:00 10241'], // 8905 + 1335.75 → 1336
  },
  {
    name: 'with tax inside the price charges the price', given: { at: '2026-04-01T00:00', plan: 'pro', tax: vat19inside }, until: '2026-05-15T00:00',
    charges: each(2900, '2026-04-01T00:00', '2026-05-01T00:00'),
  },
  { name: 'free gives a new period every month and never charges', given: { at: '2026-01-31T09:00', plan: 'free' }, until: '2026-12-31T12:00', charges: [], periodEnd: '2027-01-31T00:00' },
  {
    name: 'never paid expires after a day and leaves no charge', given: { at: '2026-03-01T00:00', plan: 'pro', pays: false }, until: '2026-03-03T00:00', charges: [], status: 'expired',
  },
  {
    name: 'paid late within the day is charged once and runs from its beginning', given: { at: '2026-03-01T00:00', plan: 'pro', pays: false },
    steps: [['2026-03-01T20:00', (life) => life.payAll()]], until: '2026-03-20T00:00', charges: each(2900, '2026-03-01T00:00'), periodEnd: '2026-04-01T00:00',
  },
  {
    name: 'a renewal left unpaid falls past due after a week', given: { at: '2026-03-01T00:00', plan: 'pro', pays: false },
    steps: [['2026-03-01T01:00', (life) => life.payAll()]], until: '2026-04-08T00:00', charges: each(2900, '2026-03-01T00:00', '2026-04-01T00:00'), status: 'past_due',
  },
  {
    name: 'a renewal paid while past due makes it active again', given: { at: '2026-03-01T00:00', plan: 'pro', pays: false },
    steps: [['2026-03-01T01:00', (life) => life.payAll()], ['2026-04-12T00:00', (life) => life.payAll()]], until: '2026-04-20T00:00',
    charges: each(2900, '2026-03-01T00:00', '2026-04-01T00:00'), periodEnd: '2026-05-01T00:00',
  },
  {
    name: 'a renewal left unpaid is not renewed while suspended and ends 51 days after it fell due', given: { at: '2026-03-01T00:00', plan: 'pro', pays: false },
    steps: [['2026-03-01T01:00', (life) => life.payAll()]], until: '2026-06-01T00:00', charges: each(2900, '2026-03-01T00:00', '2026-04-01T00:00'), status: 'canceled',
  },
]
