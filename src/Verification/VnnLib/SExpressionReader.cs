namespace MLSpec.Verification.VnnLib;

/// <summary>Reads a text as a sequence of lists; <c>;</c> starts a comment that ends with its line.</summary>
internal static class SExpressionReader
{
    /// <summary>Deeper texts are refused: no property needs as many.</summary>
    private const int Deepest = 100;

    public static IReadOnlyList<Bracket> Read(string text, Func<Place, string, Exception> error)
    {
        var (top, open) = (new List<Bracket>(), new Stack<(List<SExpression> Items, Place Place)>());
        var (line, start) = (1, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var place = new Place(line, i - start + 1);
            switch (text[i])
            {
                case '\n':
                    (line, start) = (line + 1, i + 1);
                    break;
                case ';':
                    while (i + 1 < text.Length && text[i + 1] != '\n')
                        i++;
                    break;
                case '(' when open.Count == Deepest:
                    throw error(place, $"brackets are nested more than {Deepest} deep");
                case '(':
                    open.Push(([], place));
                    break;
                case ')' when open.TryPop(out var list):
                    var bracket = new Bracket(list.Items, list.Place);
                    if (open.TryPeek(out var outer))
                        outer.Items.Add(bracket);
                    else
                        top.Add(bracket);
                    break;
                case ')':
                    throw error(place, "this bracket closes nothing");
                case var c when char.IsWhiteSpace(c):
                    break;
                default:
                    var end = i;
                    while (end < text.Length && text[end] is not ('(' or ')' or ';') && !char.IsWhiteSpace(text[end]))
                        end++;
                    var word = new Word(text[i..end], place);
                    if (!open.TryPeek(out var around))
                        throw error(place, $"'{word}' stands outside of brackets");
                    around.Items.Add(word);
                    i = end - 1;
                    break;
            }
        }

        return open.TryPop(out var unclosed) ? throw error(unclosed.Place, "this bracket is not closed") : top;
    }
}
