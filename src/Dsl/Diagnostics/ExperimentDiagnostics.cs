namespace MLSpec.Dsl.Diagnostics;

/// <summary>Data, training and protocols: MLS5000 to 5999.</summary>
public static class ExperimentDiagnostics
{
    public static readonly DiagnosticDescriptor DataField = new("MLS5001", Severity.Error, "A column of a type that data cannot hold");

    public static readonly DiagnosticDescriptor NotARecord = new("MLS5002", Severity.Error, "Data whose rows are not records");

    public static readonly DiagnosticDescriptor ParamRange = new(
        "MLS5003", Severity.Error, "A param whose default lies outside of its range");

    public static readonly DiagnosticDescriptor RangeOrder = new("MLS5004", Severity.Error, "A range that ends below its start");

    public static readonly DiagnosticDescriptor NoBatch = new("MLS5005", Severity.Error, "A training that draws no batch");

    public static readonly DiagnosticDescriptor NotInBatch = new(
        "MLS5006", Severity.Error, "An objective over data that the batch does not draw");

    public static readonly DiagnosticDescriptor ModelUnused = new(
        "MLS5007", Severity.Error, "A model that the objective does not depend on");

    public static readonly DiagnosticDescriptor NothingOptimised = new("MLS5008", Severity.Error, "A training that optimises nothing");

    public static readonly DiagnosticDescriptor BatchTwice = new("MLS5009", Severity.Error, "Two batches in one training");

    public static readonly DiagnosticDescriptor GridNotConstant = new(
        "MLS5010", Severity.Error, "A grid whose values are not known at compile time");

    public static readonly DiagnosticDescriptor GridDuplicate = new("MLS5011", Severity.Error, "A grid with the same value twice");

    public static readonly DiagnosticDescriptor ConditionNotConstant = new(
        "MLS5012", Severity.Error, "A condition that cannot be decided at compile time");

    public static readonly DiagnosticDescriptor EmptyGrid = new("MLS5013", Severity.Error, "A grid without cells");

    public static readonly DiagnosticDescriptor NoCell = new("MLS5014", Severity.Error, "A condition that no cell of the grid meets");

    public static readonly DiagnosticDescriptor InSample = new(
        "MLS5015", Severity.Error, "A measure on training data that does not say so");

    public static readonly DiagnosticDescriptor NotInSample = new(
        "MLS5016", Severity.Warning, "in_sample on a measure that uses no training data");

    public static readonly DiagnosticDescriptor SelectionNotFound = new("MLS5017", Severity.Error, "A selection that is not on the grid");

    public static readonly DiagnosticDescriptor SelectionAmbiguous = new(
        "MLS5018", Severity.Error, "A selection that fits several grid variables");

    public static readonly DiagnosticDescriptor OneReplicate = new("MLS5019", Severity.Warning, "A claim on one replicate");

    public static readonly DiagnosticDescriptor NotTrained = new("MLS5020", Severity.Error, "A model that no run has trained");

    public static readonly DiagnosticDescriptor NotAClaim = new("MLS5021", Severity.Error, "A claim that compares nothing");

    public static readonly DiagnosticDescriptor PlotField = new("MLS5022", Severity.Error, "A plot without one of its fields");

    public static readonly DiagnosticDescriptor Replicates = new(
        "MLS5023", Severity.Error, "A number of replicates that is not a whole number above zero");

    public static readonly DiagnosticDescriptor ReplicatesTwice = new("MLS5024", Severity.Error, "Two axes of replicates");

    public static readonly DiagnosticDescriptor NotAnEstimate = new(
        "MLS5025", Severity.Error, "A measure used where its statistic is needed");

    public static readonly DiagnosticDescriptor StatisticArgument = new("MLS5026", Severity.Error, "A statistic with the wrong argument");

    public static readonly DiagnosticDescriptor OverrideRange = new(
        "MLS5028", Severity.Error, "A param overridden with a value outside of its range");

    public static readonly DiagnosticDescriptor PlotUnits = new("MLS5080", Severity.Error, "Quantities of different units on one axis");

    public static readonly DiagnosticDescriptor PlottedTwice = new("MLS5081", Severity.Error, "A plot that draws a quantity twice");

    public static readonly DiagnosticDescriptor MapOfOne = new("MLS5100", Severity.Error, "A heat map of one variable");

    public static readonly DiagnosticDescriptor NotEpisodes = new("MLS5082", Severity.Error, "A picture of something other than an episode");

    public static readonly DiagnosticDescriptor ManyPictures = new("MLS5083", Severity.Error, "More pictures than anybody looks at");

    public static readonly DiagnosticDescriptor CollectedAmount = new("MLS5085", Severity.Error, "An amount to collect in another unit");

    public static readonly DiagnosticDescriptor CollectedInside = new("MLS5086", Severity.Error, "A collect inside of a block");

    public static readonly DiagnosticDescriptor NotAReplay = new("MLS5087", Severity.Error, "A collect into something that is no replay");

    public static readonly DiagnosticDescriptor ReplayHalfUsed = new("MLS5088", Severity.Error, "A replay that is filled or drawn, but not both");

    public static readonly DiagnosticDescriptor NoEpochs = new("MLS5089", Severity.Error, "Epochs of a replay");
}
