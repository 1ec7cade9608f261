/** An error whose message is meant for the operator: printed as one line, without a stack. */
export class Refusal extends Error {
  name = 'Refusal'
}

/** Prints `error` (a refusal in one line, anything else with its stack) and sets exit status 1. */
export function report(error) {
  console.error(error instanceof Refusal ? `error: ${error.message}` : (error?.stack ?? error))
  process.exitCode = 1
}
