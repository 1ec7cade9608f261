/** Says one measured figure of a suite, in a line that `npm run test:gateway` and `test:payments` gather. */
export function figure(name: string, value: number | string): void {
  console.log(`figure: ${name}: ${typeof value === 'number' ? value.toLocaleString('en-US') : value}`)
}
