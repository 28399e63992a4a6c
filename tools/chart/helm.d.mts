export function helm(): string | undefined
export function unpacked(program: 'helm' | 'kubectl'): string
