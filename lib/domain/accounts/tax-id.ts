/** The forms that tax ids (VAT, GST, TRN) have, by country; without blanks, dots and dashes. */
const forms: Record<string, RegExp> = {
  AT: /^ATU\d{8}$/, BE: /^BE[01]\d{9}$/, BG: /^BG\d{9,10}$/, CY: /^CY\d{8}[A-Z]$/, CZ: /^CZ\d{8,10}$/, DE: /^DE\d{9}$/, DK: /^DK\d{8}$/, EE: /^EE\d{9}$/,
  ES: /^ES[A-Z0-9]\d{7}[A-Z0-9]$/, FI: /^FI\d{8}$/, FR: /^FR[A-HJ-NP-Z0-9]{2}\d{9}$/, GR: /^EL\d{9}$/, HR: /^HR\d{11}$/, HU: /^HU\d{8}$/,
  IE: /^IE(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/, IT: /^IT\d{11}$/, LT: /^LT(\d{9}|\d{12})$/, LU: /^LU\d{8}$/, LV: /^LV\d{11}$/, MT: /^MT\d{8}$/,
  NL: /^NL\d{9}B\d{2}$/, PL: /^PL\d{10}$/, PT: /^PT\d{9}$/, RO: /^RO\d{2,10}$/, SE: /^SE\d{12}$/, SI: /^SI\d{8}$/, SK: /^SK\d{10}$/,
  GB: /^GB(\d{9}|\d{12}|(GD|HA)\d{3})$/, CH: /^CHE\d{9}(MWST|TVA|IVA)?$/, NO: /^(NO)?\d{9}(MVA)?$/, IS: /^(IS)?\d{5,6}$/, TR: /^\d{10}$/,
  SA: /^3\d{13}3$/, AE: /^100\d{12}$/, BH: /^\d{15}$/, OM: /^OM\d{10}$/, EG: /^\d{9}$/, IN: /^\d{2}[A-Z]{5}\d{4}[A-Z][A-Z0-9]Z[A-Z0-9]$/, AU: /^\d{11}$/,
  NZ: /^\d{8,9}$/, SG: /^([A-Z]\d{8}[A-Z]|\d{9}[A-Z]|M\d{8}[A-Z0-9])$/, ZA: /^4\d{9}$/, JP: /^T\d{13}$/, CO: /^\d{9,10}$/, BR: /^\d{14}$/, MX: /^[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}$/,
}

/** As it is compared: capitals, without blanks, dots, dashes and slashes. */
export const normalizeTaxId = (typed: string): string => typed.toUpperCase().replace(/[\s.\-/]/g, '')

/**
 * Whether the text has the form of a tax id of that country. A country without a known form takes any text.
 * The form only: whether the number is registered is for the tax office to say.
 */
export function hasTaxIdForm(country: string, taxId: string): boolean {
  const form = forms[country]
  return form === undefined || form.test(normalizeTaxId(taxId))
}

/** Whether we know what tax ids of that country look like. */
export const knowsTaxIds = (country: string): boolean => country in forms
