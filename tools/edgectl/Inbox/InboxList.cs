using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Inbox;

/// <summary><c>edgectl inbox list</c>: received objects, those that are flagged among them.</summary>
internal static class InboxList
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var flagged = new Option<bool>("--flagged") { Description = "Only objects that are kept but not routed, with the reason." };
        return ApplianceVerb.Paged(
            new Command("list", "Lists received objects, the latest first.") { flagged },
            parsed => parsed.GetValue(flagged) ? "v1/inbox?flagged=true" : "v1/inbox?",
            EdgeJson.Default.IReadOnlyListInstanceView,
            EdgeJson.Default.InstanceView,
            Write);
    }

    private static void Write(IReadOnlyList<InstanceView> objects) => Listing.WriteTable(
        ["Received", "From", "SOP Instance UID", "Bytes", "File", "Flag"],
        objects.Select(view => (IReadOnlyList<string?>)
        [
            Cells.Time(view.ReceivedAt),
            view.CallingAe,
            view.SopInstanceUid,
            Cells.Number(view.SizeBytes),
            view.Path,
            view.Flag,
        ]));
}
