using System.Globalization;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>The names taken in one method; a name that is taken gets a number.</summary>
internal sealed class LocalNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The spec's name as a local's, made unique.</summary>
    public string Take(string name)
    {
        var wanted = CSharpName.Camel(name);
        var free = wanted;
        for (var number = 2; !_taken.Add(free); number++)
            free = wanted + number.ToString(CultureInfo.InvariantCulture);
        return free;
    }
}
