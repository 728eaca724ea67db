import { memo, useEffect, useRef } from "react";

type Katex = typeof import("katex")["default"];

let katex: Promise<Katex> | undefined;

function load(): Promise<Katex> {
  katex ??= Promise.all([import("katex"), import("katex/dist/katex.min.css")]).then(([loaded]) => loaded.default);
  return katex;
}

/** A text of the question bank: paragraphs, with formulae in `$…$`, and `\$` for a dollar. */
export const Text = memo(function Text({ children, inline = false }: { children: string; inline?: boolean }) {
  const paragraphs = children.split(/\n{2,}/);
  if (inline) return <span className="text">{pieces(paragraphs.join(" "))}</span>;
  return (
    <div className="text">
      {paragraphs.map((paragraph, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the paragraphs of a text never change
        <p key={index}>{pieces(paragraph)}</p>
      ))}
    </div>
  );
});

function pieces(text: string) {
  return text.split(/(?<!\\)\$/).map((piece, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change
    index % 2 === 1 ? <Formula key={`${index}${piece}`} source={piece} /> : piece.replaceAll("\\$", "$"),
  );
}

/** A formula, typeset into the DOM: never as HTML, and without what KaTeX does not trust. */
function Formula({ source }: { source: string }) {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let gone = false;
    void load().then((loaded) => {
      if (gone || !place.current) return;
      loaded.render(source.replaceAll("\\$", "\\text{\\$}"), place.current, {
        throwOnError: false,
        trust: false,
        strict: "ignore",
        maxSize: 20,
        maxExpand: 200,
      });
    });
    return () => {
      gone = true;
    };
  }, [source]);
  return (
    <span className="formula" ref={place}>
      {source}
    </span>
  );
}
