using System.Globalization;

namespace Edge.EndToEnd.Tests;

/// <summary>One row of the table: the senders alone, then besieged.</summary>
/// <param name="Number">Of the round.</param>
/// <param name="Alone">Objects a second.</param>
/// <param name="Besieged">Objects a second.</param>
/// <param name="Open">Hostile connections open at the end.</param>
/// <param name="Connected">Hostile connections made in the round.</param>
/// <param name="Footprint">Of the appliance, besieged.</param>
internal sealed record FrontRound(int Number, double Alone, double Besieged, int Open, long Connected, Footprint Footprint)
{
    public const string Head = "round  alone/s  besieged/s  ratio  open  connected  held meanwhile";

    public double Ratio => Besieged / Alone;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Number,5}  {Alone,7:F0}  {Besieged,10:F0}  {Ratio,5:F2}  {Open,4}  {Connected,9}  {Footprint}");
}
