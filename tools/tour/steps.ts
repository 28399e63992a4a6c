export interface Step {
  /** The heading under which it stands, and which of its blocks it is. */
  readonly name: string
  readonly commands: string
  /** The lines of the block of text that follows. */
  readonly expected: readonly string[]
}

interface Block {
  readonly title: string
  readonly language: string
  readonly lines: readonly string[]
}

/** The steps of a tour: each block of bash in this section of the page, with the block of text after it that says what comes. */
export function stepsOf(page: string, section = 'A five-minute tour'): Step[] {
  const text = page.split(/^## /m).find((candidate) => candidate.startsWith(`${section}\n`))
  if (text === undefined) throw new Error(`The page has no section "${section}".`)
  const blocks = blocksOf(text.split('\n'))
  return blocks.flatMap((block, index) => {
    if (block.language !== 'bash') return []
    const after = blocks[index + 1]
    const expected = after?.language === 'text' ? after.lines.filter((line) => line.trim() !== '') : []
    return [{ name: nameOf(block, blocks), commands: `${block.lines.join('\n')}\n`, expected }]
  })
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = []
  let title = ''
  let open: { title: string; language: string; lines: string[] } | undefined
  for (const line of lines) {
    const fence = /^```(\w*)$/.exec(line)
    if (open && fence) {
      blocks.push(open)
      open = undefined
    } else if (open) open.lines.push(line)
    else if (fence) open = { title, language: fence[1] as string, lines: [] }
    else if (line.startsWith('### ')) title = line.slice('### '.length)
  }
  return blocks
}

function nameOf(block: Block, blocks: readonly Block[]): string {
  const siblings = blocks.filter(({ title, language }) => title === block.title && language === 'bash')
  return siblings.length === 1 ? block.title : `${block.title} (${siblings.indexOf(block) + 1} of ${siblings.length})`
}
