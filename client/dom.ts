/** The little that this page needs of a framework. Text is only ever set as text, never as markup. */

/** The element with this id. @throws when the page has none, or one of another kind. */
export function byId<E extends HTMLElement>(id: string, kind: abstract new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} with the id ${id}`);
  return found;
}

/** The first match inside. @throws when there is none, or one of another kind. */
export function within<E extends Element>(parent: Element, selector: string, kind: abstract new () => E): E {
  const found = parent.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`There is no ${kind.name} ${selector}`);
  return found;
}

type Props<E> = { [K in keyof E]?: E[K] } & { [attribute: `aria-${string}` | `data-${string}`]: string };

/** A new element: properties as the DOM names them, `aria-…` and `data-…` as attributes. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props<HTMLElementTagNameMap[Tag]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (typeof value === "string" && /^(aria|data)-/.test(key)) element.setAttribute(key, value);
    else Object.assign(element, { [key]: value });
  }
  element.append(...children);
  return element;
}

/** What was entered in a field, without space around it. */
export function entered(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** Says something that happened, where it is seen and read aloud, for a while. */
export function notice(text: string): void {
  const line = h("p", {}, text);
  byId("notices", HTMLElement).append(line);
  setTimeout(() => line.remove(), 4000);
}
