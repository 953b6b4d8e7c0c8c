const OPENING_TAG = /<([a-z][a-z0-9]*)((?:\s[a-z-]+="[^"<>]*")*)\s*>/g;
const CLASS = /\sclass="([^"]*)"/;

/**
 * Writes the styles into the tags themselves, since mail clients drop or rewrite style sheets; classes stay for the dark-mode rules.
 *
 * @param html  Markup without expressions: the text between two Handlebars expressions.
 * @param styles  CSS declarations by tag name (`h2`) or class (`.panel`); a class is applied after its tag.
 * @returns The same markup; a tag that brings its own `style` is left as it is. No line is added, so positions in errors still hold.
 */
export function styleTags(html: string, styles: Readonly<Record<string, string>>): string {
  return html.replace(OPENING_TAG, (tag, name: string, attributes: string) => {
    if (/\sstyle="/.test(attributes)) return tag;
    const classes = CLASS.exec(attributes)?.[1]?.split(/\s+/) ?? [];
    const declarations = [name, ...classes.map((word) => `.${word}`)]
      .map((selector) => (Object.hasOwn(styles, selector) ? styles[selector] : ''))
      .filter(Boolean);
    return declarations.length === 0 ? tag : `<${name}${attributes} style="${declarations.join(';')}">`;
  });
}
