using Edge.Releases.Commands;
using Edge.Updater.Feed;
using Edge.Updater.Machine;

namespace Edge.Updater.Commands;

/// <summary>Who may command this device. Before a command is judged the signers are asked whether that has changed, unless that was done within the last minute.</summary>
internal sealed class CommanderList(UpdateAgent agent, ReleaseFeed feed, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    private long? _askedAt;

    /// <summary>Asks. Where nobody answers, what was trusted last goes on holding until it expires.</summary>
    public async Task<CommandSigners?> AskAsync(CancellationToken cancellation)
    {
        if (_askedAt is not { } last || time.GetElapsedTime(last) >= Pace)
        {
            _askedAt = time.GetTimestamp();
            await agent.HeedHintAsync(cancellation);
        }

        return feed.Commanders;
    }
}
