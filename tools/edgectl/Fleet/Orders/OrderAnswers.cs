using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Edge.Contracts;
using Edge.Mqtt;

namespace Edge.Ctl.Fleet.Orders;

/// <summary>What devices answer to one command, and the files that they send with it.</summary>
/// <param name="id">The command.</param>
/// <param name="folder">Where files are kept.</param>
internal sealed class OrderAnswers(string id, string folder)
{
    private const string Filter = "edge/v1/+/+/command/ack";
    private const int AnswerSizeMaxBytes = 64 * 1024;
    private const int SiteLevel = 2;
    private const int DeviceLevel = 3;

    private readonly ConcurrentDictionary<FleetDevice, CommandAnswer> _answers = [];
    private readonly ConcurrentDictionary<FleetDevice, OrderFile> _files = [];
    private readonly byte[] _correlation = Encoding.ASCII.GetBytes(id);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Subscribes; before the command is sent.</summary>
    public Task<MqttReasonCode> SubscribeAsync(MqttLink link, CancellationToken cancellation) => link.SubscribeAsync(Filter, Take, cancellation);

    /// <summary>What a device answered; null: nothing yet.</summary>
    public CommandAnswer? Of(FleetDevice device) => _answers.GetValueOrDefault(device);

    /// <summary>Waits until every device has answered, or the time is over.</summary>
    public async Task WaitAsync(IReadOnlyList<FleetDevice> devices, TimeSpan longest, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(longest);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        while (true)
        {
            Task changed = Volatile.Read(ref _changed).Task;
            if (devices.All(_answers.ContainsKey))
            {
                return;
            }

            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Writes the file that came with a device's answer, and says where; true where none was to come.</summary>
    /// <returns>False when it did not come whole.</returns>
    public bool KeptFileOf(FleetDevice device)
    {
        if (Of(device)?.Attachment is not { } attachment)
        {
            return true;
        }

        string path = Path.Combine(folder, $"{device.Site}-{device.Id}-{attachment.Name}");
        if (Path.GetFileName(attachment.Name) != attachment.Name || _files.GetValueOrDefault(device)?.Whole(attachment) is not { } content)
        {
            Console.WriteLine($"  Its file did not come whole. Give the command again.");
            return false;
        }

        Directory.CreateDirectory(folder);
        File.WriteAllBytes(path, content);
        Console.WriteLine($"  {path}, {content.Length} bytes");
        return true;
    }

    private void Take(MqttMessage message)
    {
        string[] levels = message.Topic.Split('/');
        var device = new FleetDevice(levels[SiteLevel], levels[DeviceLevel]);
        if (message.Properties?.Find(BlockAnswer.Offset) is { } offset)
        {
            TakeBlock(device, message, offset);
            return;
        }

        try
        {
            if (message.Payload.Length is > 0 and <= AnswerSizeMaxBytes
                && JsonSerializer.Deserialize(message.Payload.Span, EdgeJson.Default.CommandAnswer) is { } answer && answer.Id == id)
            {
                _answers.TryAdd(device, answer);
                Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            }
        }
        catch (JsonException)
        {
            // A device that speaks another version has not answered.
        }
    }

    private void TakeBlock(FleetDevice device, MqttMessage block, string offset)
    {
        if (block.Properties!.CorrelationData.Span.SequenceEqual(_correlation)
            && int.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out int at)
            && int.TryParse(block.Properties.Find(BlockAnswer.Size), NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            && size <= CommandAttachment.SizeMaxBytes)
        {
            _files.GetOrAdd(device, _ => new OrderFile(size)).Take(at, block.Payload);
        }
    }
}
