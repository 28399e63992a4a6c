const colours = { grey: 90, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const
export type Colour = keyof typeof colours

// Whoever read our output may be gone; that must not keep us from stopping in order.
process.stdout.on('error', () => {})

/** What the launcher itself has to say. */
export function say(line: string): void {
  print(paint('grey', `yiwang: ${line}`))
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

export function paint(colour: Colour, text: string): string {
  return process.stdout.isTTY && !process.env['NO_COLOR'] ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text
}
