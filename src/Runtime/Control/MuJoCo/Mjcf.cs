using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>The text of a body in MuJoCo's MJCF, and the changes that only its text can express.</summary>
internal sealed class Mjcf
{
    private readonly string _name;
    private readonly XDocument _document;

    private readonly int _line;

    private Mjcf(string name, XDocument document, int line) => (_name, _document, _line) = (name, document, line);

    /// <summary>Throws <see cref="UserError"/> with line and column when the text is no XML.</summary>
    public static Mjcf Read(string name, string text)
    {
        try
        {
            var document = XDocument.Parse(text, LoadOptions.PreserveWhitespace | LoadOptions.SetLineInfo);
            return new(name, document, ((IXmlLineInfo)document.Root!).LineNumber);
        }
        catch (XmlException fault)
        {
            throw new UserError($"The body '{name}' is no XML: {fault.Message.TrimEnd('.')}.", fault);
        }
    }

    /// <summary>
    /// The body with another reach; see <see cref="PhysicalQuantity.Length"/>. Throws <see cref="UserError"/> when there is no such body.
    /// </summary>
    public Mjcf Stretched(string body, double factor)
    {
        var document = new XDocument(_document);
        var element = document.Descendants("body").FirstOrDefault(candidate => Name(candidate) == body) ?? throw Unknown("body", body);
        foreach (var part in element.Elements())
        {
            if (part.Name.LocalName is "geom" or "site" or "body" or "camera" or "inertial" or "joint")
                Scale(part, "pos", factor);
            Scale(part, "fromto", factor);
            if (part.Name.LocalName is "geom" && part.Attribute("fromto") is null && HasLength(part))
                Scale(part, "size", factor, from: 1);
        }
        return new(_name, document, _line);
    }

    /// <summary>
    /// The text with the solver's warm start switched off: a step is then a function of the state and the action alone, so that a
    /// checkpoint holds everything and no episode depends on the one before it. Every element stays on its line, to which MuJoCo's errors
    /// refer.
    /// </summary>
    public string ToMemoryless()
    {
        var root = new XElement(_document.Root!);
        var option = root.Element("option") ?? Added(root, "option");
        var flag = option.Element("flag") ?? Added(option, "flag");
        flag.SetAttributeValue("warmstart", "disable");
        return new string('\n', _line - 1) + root.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>The error that there is no body or joint of this name.</summary>
    public UserError Unknown(string element, string name)
    {
        var names = _document.Descendants(element).Select(Name).OfType<string>().ToArray();
        return new($"The body '{_name}' has no {element} '{name}'.{Nearest.Hint(name, names)} There are {string.Join(", ", names)}.");
    }

    /// <summary>Whether a geom without ends of its own has a length among its sizes, radius and half length.</summary>
    private bool HasLength(XElement geom)
    {
        var shared = _document.Descendants("default").Elements("geom").Attributes("type");
        if (geom.Attribute("type") is { } type)
            return type.Value is "capsule" or "cylinder";
        return shared.Any()
            ? throw new UserError($"A geom of the body '{Name(geom.Parent!)}' of '{_name}' has its type from a default: "
                + "write its type or its fromto into it, so that its length can be changed.")
            : false;
    }

    private static string? Name(XElement element) => element.Attribute("name")?.Value;

    private static XElement Added(XElement parent, string name)
    {
        var element = new XElement(name);
        parent.Add(element);
        return element;
    }

    private static void Scale(XElement element, string attribute, double factor, int from = 0)
    {
        if (element.Attribute(attribute) is not { } found)
            return;
        var numbers = found.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        found.Value = string.Join(' ', numbers.Select((text, i) =>
            i >= from && double.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? (number * factor).ToString("R", CultureInfo.InvariantCulture)
            : text));
    }
}
