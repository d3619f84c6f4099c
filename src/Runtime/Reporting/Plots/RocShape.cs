using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>
/// A receiver operating characteristic: of the thresholds in falling order, the rate of true positives against that of false ones. The diagonal is what guessing gives.
/// </summary>
internal sealed class RocShape : LineShape
{
    protected override (int Width, int Height) Size => (480, 452);

    protected override bool IsStep => true;

    protected override bool HasMarkers => false;

    protected override Scale X(PlotResult plot) => Rate(plot.X);

    protected override Scale Y(PlotResult plot) => Rate(plot.Y);

    protected override void Before(Figure figure, PlotResult plot) => figure.Diagonal();
}
