export const gatewayOptions: readonly string[]
